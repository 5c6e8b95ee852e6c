-- Goods that one store sends to another, whole in `body`; and between what limits a store's stock shall stand.

create table transfer (
    transfer_id text primary key,
    source text not null,
    target text not null,
    state text not null,
    asked_ms bigint not null,
    body jsonb not null
);
create index transfer_by_time on transfer (asked_ms desc, transfer_id desc);
create index transfer_open on transfer (asked_ms) where state in ('asked', 'sent');

create table stock_limit (
    store text not null,
    sku text not null,
    low bigint not null,
    high bigint not null,
    primary key (store, sku),
    check (0 <= low and low <= high)
);
