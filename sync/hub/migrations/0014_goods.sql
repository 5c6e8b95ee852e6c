-- Who asked for a transfer, who cancelled it and why; who set between what limits stock shall stand.

alter table transfer
    add column asked_by text not null default '',
    add column cancelled_by text not null default '',
    add column cancelled_ms bigint not null default 0,
    add column cancelled_why text not null default '';

alter table stock_limit
    add column set_by text not null default '',
    add column set_ms bigint not null default 0;
create index stock_limit_by_sku on stock_limit (sku, store);
