-- Stock that moved by a decision of the desk, until the worker that publishes has told the neighbours.
create table untold (
    store text not null,
    sku text not null,
    primary key (store, sku)
);
