-- Besides corrections a store is asked to refund or cancel an order; `sku` and `quantity` are a correction's.

alter table command
    add column kind text not null default 'correct' check (kind in ('correct', 'refund', 'cancel')),
    add column order_id text not null default '',
    add column restock boolean not null default false;
create index command_by_order on command (order_id, asked_ms) where order_id <> '';
