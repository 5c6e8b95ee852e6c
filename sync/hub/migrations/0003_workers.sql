-- Workers and the shards they lease; what a backup covers; who was erased.

-- The database's clock decides: a lease holds while `until` is to come.
create table shard_lease (
    shard integer primary key,
    holder text not null default '',
    epoch bigint not null default 0,
    until timestamptz not null default '-infinity'
);
insert into shard_lease (shard) select generate_series(-1, 255); -- -1: who spreads the streams

create table hub_worker (
    worker text primary key,
    host text not null,
    pid integer not null,
    started_ms bigint not null,
    beat_ms bigint not null,
    until timestamptz not null,
    status jsonb not null
);

create table backup (
    backup_id text primary key,
    file text not null,
    made_ms bigint not null,
    rows bigint not null,
    bytes bigint not null
);

-- Of each log, up to where the last backup has it.
create table covered (
    origin text primary key,
    seq bigint not null
);
alter table hub add column backup_required boolean not null default false;

-- Outlives a restore: who stands here never comes back with a name.
create table erased (
    contact_id text primary key,
    at_ms bigint not null
);
insert into erased (contact_id, at_ms) select contact_id, 0 from contact where erased;
