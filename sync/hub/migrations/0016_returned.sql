-- What came back over any counter, by order; and orders by the number that stands on their receipt.
create table returned (
    store text not null,
    return_id text not null,
    order_id text not null,
    at_ms bigint not null,
    body jsonb not null,
    primary key (store, return_id)
);
create index returned_by_order on returned (order_id);
create index orders_by_number on orders (number);
create index demand_by_number on demand (number);
