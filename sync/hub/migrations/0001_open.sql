-- The centre's tables: the logs as they came, what is derived from them, and what is told to the stores.

create table hub (
    one boolean primary key default true check (one),
    gen text not null,
    made_ms bigint not null
);

create table store (
    store text primary key,
    name_zh text not null default '',
    name_en text not null default '',
    address text not null default '',
    address_en text not null default '',
    lat double precision,
    lon double precision,
    zone text not null default 'Asia/Shanghai',
    kind text not null default '',
    heard_ms bigint not null default 0
);

-- One row a log: `acked` and `chain` are the cursor, moved only by `where acked = expected`.
create table origin (
    origin text primary key,
    store text not null,
    box text not null,
    acked bigint not null default 0,
    chain text not null default '',
    told_seq bigint not null default 0,
    heard_ms bigint not null default 0
);

create table log (
    origin text not null,
    seq bigint not null,
    store text not null,
    event_id text not null unique,
    at_ms bigint not null,
    hlc bigint not null,
    kind text not null,
    body bytea not null,
    chain text not null,
    taken_ms bigint not null,
    primary key (origin, seq)
);

create table dead_letter (
    origin text not null,
    seq bigint not null,
    store text not null,
    event_id text not null,
    kind text not null,
    reason text not null,
    at_ms bigint not null,
    primary key (origin, seq)
);

-- The one place that personal data stands in.
create table contact (
    contact_id text primary key,
    store text not null,
    version bigint not null,
    name text not null,
    phone text not null,
    address text not null,
    erased boolean not null
);

create table orders (
    order_id text primary key,
    store text not null,
    number text not null,
    state text not null,
    channel text not null,
    place text not null,
    business_day text not null,
    total_fen bigint not null,
    paid_fen bigint not null,
    refunded_fen bigint not null,
    contact_id text not null,
    opened_ms bigint not null,
    closed_ms bigint not null,
    version bigint not null,
    body jsonb not null
);
create index orders_by_store on orders (store, opened_ms);

-- `open_quantity`: sold and not yet out of the shop.
create table order_line (
    order_id text not null,
    line_id text not null,
    store text not null,
    sku text not null,
    quantity bigint not null,
    amount_fen bigint not null,
    way text not null,
    open_quantity bigint not null,
    primary key (order_id, line_id)
);
create index order_line_open on order_line (store, sku) where open_quantity > 0;

create table payment (
    payment_id text primary key,
    order_id text not null,
    store text not null,
    tender text not null,
    direction text not null,
    amount_fen bigint not null,
    state text not null,
    reference text not null,
    settled_ms bigint not null,
    hlc bigint not null
);
create index payment_by_order on payment (order_id);

create table movement (
    store text not null,
    reason text not null,
    ref text not null,
    sku text not null,
    quantity bigint not null,
    at_ms bigint not null,
    movement_id text not null,
    primary key (store, reason, ref, sku)
);

create sequence stock_pos;
create table stock (
    store text not null,
    sku text not null,
    on_hand bigint not null default 0,
    allocated bigint not null default 0,
    pos bigint not null,
    as_of_ms bigint not null,
    primary key (store, sku)
);
create index stock_by_sku on stock (sku);
create index stock_by_pos on stock (store, pos);

create table command (
    command_id text primary key,
    store text not null,
    sku text not null,
    quantity bigint not null,
    reason text not null,
    asked_ms bigint not null,
    deadline_ms bigint not null,
    state text not null default 'asked' check (state in ('asked', 'done', 'refused')),
    answer text not null default '',
    answered_ms bigint not null default 0
);
create index command_by_store on command (store, asked_ms);

-- A stream as it stands: one row an item, `pos` its latest change, given under the lock of the scope's row.
create table scope (
    scope text primary key,
    stream text not null,
    head bigint not null default 0
);
create table feed_item (
    scope text not null,
    key text not null,
    pos bigint not null,
    store text not null default '',
    kind text not null,
    derived boolean not null default false,
    item jsonb not null,
    primary key (scope, key)
);
create index feed_item_by_pos on feed_item (scope, pos);
create index feed_item_by_sku on feed_item ((item ->> 'sku'));
create index feed_item_by_gtin on feed_item ((item ->> 'gtin')) where kind = 'Variant';
create index feed_item_by_product on feed_item ((item ->> 'product_id'));

create table member (
    member_id text primary key,
    contact_id text not null unique,
    level text not null,
    consent boolean not null
);
create table assortment (
    store text not null,
    product_id text not null,
    primary key (store, product_id)
);
