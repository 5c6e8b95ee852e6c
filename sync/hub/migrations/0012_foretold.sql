-- What was told before its turn is kept whole: where its log is lost, the box learns it from here.
alter table early
    add column origin text,
    add column seq bigint,
    add column at_ms bigint,
    add column hlc bigint,
    add column kind text,
    add column body bytea;
create index early_origin on early (origin);
