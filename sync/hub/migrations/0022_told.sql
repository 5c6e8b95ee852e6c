-- The richest holders of a SKU are read off an index, not ranked among all that have it.
drop index stock_by_sku;
create index stock_by_sku on stock (sku, (on_hand - allocated) desc, store);

-- What a store's stream of tasks says no longer is not looked at again.
alter table attempt add column told boolean not null default true;
create index attempt_told on attempt (changed_ms) where told;
alter table demand add column told boolean not null default true;
create index demand_told on demand (changed_ms) where told and source = 'store';
create index feed_item_transfer on feed_item (((item -> 'transfer' ->> 'asked_ms')::bigint))
    where kind = 'TransferTold';
