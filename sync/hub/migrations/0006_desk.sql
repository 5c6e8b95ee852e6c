-- What a person decided about a dead letter, what happened to an order step by step, and orders by their time.

alter table dead_letter
    add column state text not null default 'waiting' check (state in ('waiting', 'applied', 'dropped')),
    add column tries bigint not null default 0,
    add column decided_by text not null default '',
    add column decided_ms bigint not null default 0,
    add column why text not null default '';
create index dead_letter_waiting on dead_letter (store) where state = 'waiting';

create table order_step (
    order_id text not null,
    version bigint not null,
    step text not null,
    store text not null,
    detail text not null,
    at_ms bigint not null,
    primary key (order_id, store, version, step)
);

create index orders_by_opened on orders (opened_ms desc, order_id desc);
