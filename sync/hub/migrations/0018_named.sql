-- Who asked a store for a correction, who set each price, and who took which limits away.

alter table command
    add column asked_by text not null default '';

-- By the key of the price in its stream; a price that came from a file has nobody's name.
create table price_set (
    key text primary key,
    set_by text not null,
    set_ms bigint not null
);

-- As they stood; the latest are kept.
create table limit_removed (
    store text not null,
    sku text not null,
    low bigint not null,
    high bigint not null,
    removed_by text not null,
    removed_ms bigint not null,
    primary key (store, sku, removed_ms)
);
create index limit_removed_at on limit_removed (removed_ms desc);
