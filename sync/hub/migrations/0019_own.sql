-- Whether a store has items of its own in a stream of the chain, without reading the stream.
create index feed_item_own on feed_item (scope, store) where store <> '';
