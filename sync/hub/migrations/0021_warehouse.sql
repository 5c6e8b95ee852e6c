-- Warehouses are few, and each store is told what the nearest of them have.
create index store_warehouse on store (store) where kind = 'warehouse';
