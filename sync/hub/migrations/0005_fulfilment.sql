-- Demands: orders to be shipped or picked up somewhere, whole in `body`; the other tables are what queries ask of it.

create sequence demand_number;
create table demand (
    order_id text primary key,
    key text unique,
    key_hash text not null default '',
    number text not null,
    source text not null,
    way text not null,
    store text not null,
    state text not null,
    due_ms bigint,
    woken boolean not null default false,
    made_ms bigint not null,
    changed_ms bigint not null,
    body jsonb not null
);
create index demand_due on demand (due_ms) where due_ms is not null;
create index demand_by_state on demand (state, made_ms);
create index demand_by_time on demand (made_ms);

create table attempt (
    order_id text not null,
    attempt bigint not null,
    part bigint not null,
    store text not null,
    state text not null,
    changed_ms bigint not null,
    primary key (order_id, attempt)
);
create index attempt_by_store on attempt (store, changed_ms);
-- Never two at once, whatever the program thinks.
create unique index attempt_alive on attempt (order_id, part)
    where state in ('asked', 'accepted', 'picking', 'packed', 'ready', 'shipped', 'picked_up', 'returned');

-- Pieces an attempt reserves: 'asked' by the centre's question, 'held' by the store's own word.
create table attempt_line (
    order_id text not null,
    attempt bigint not null,
    store text not null,
    sku text not null,
    quantity bigint not null,
    hold text not null check (hold in ('asked', 'held')),
    primary key (order_id, attempt, sku)
);
create index attempt_line_by_sku on attempt_line (sku, store);

create table backorder (
    order_id text not null,
    sku text not null,
    primary key (order_id, sku)
);
create index backorder_by_sku on backorder (sku);
create table restock (
    number bigint generated always as identity primary key,
    sku text not null
);
