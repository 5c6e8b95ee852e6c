-- Entries applied before history brought them, until it does.
create table early (
    event_id text primary key,
    noted_ms bigint not null
);
