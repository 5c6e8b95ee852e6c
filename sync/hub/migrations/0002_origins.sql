-- Events told a second time in another log, and which box of a store answers the centre.

-- A log that was left behind is told again in another one: the event stands once, under the log that told it
-- first; here its other places, so that each log can be followed without a hole.
create table retold (
    origin text not null,
    seq bigint not null,
    event_id text not null,
    chain text not null,
    primary key (origin, seq)
);
create index origin_by_box on origin (store, box);
create index contact_erased on contact (store, contact_id) where erased;

create table lease (
    store text primary key,
    box text not null,
    epoch bigint not null,
    until_ms bigint not null
);
