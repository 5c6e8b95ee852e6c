"""The tables, as numbered migrations.

A body column holds the struct's JSON; other columns are what queries ask.
"""

from __future__ import annotations

ORDERS = """
create table meta (key text primary key, value text not null) strict, without rowid;
create table outcome (scope text, key text, hash blob not null, events blob not null, at_ms integer not null,
  primary key (scope, key)) strict, without rowid;
create index outcome_age on outcome (at_ms);
create table orders (order_id text primary key, state text not null, place text not null,
  number text not null, day text not null,
  opened_ms integer not null, closed_ms integer not null, total_fen integer not null,
  paid_fen integer not null, refunded_fen integer not null, body blob not null) strict;
create index orders_state on orders (state, opened_ms);
create index orders_day on orders (day, state);
create unique index orders_number on orders (number) where number <> '';
create table payment (payment_id text primary key, order_id text not null, state text not null,
  body blob not null) strict;
create index payment_order on payment (order_id);
create table effect (effect_id text primary key, target text not null, kind text not null,
  state text not null, due_ms integer not null, deadline_ms integer not null, body blob not null) strict;
create index effect_state on effect (state, due_ms);
create table shelf (place text primary key, body blob not null) strict;
create table contact (contact_id text primary key, version integer not null, name text not null,
  phone text not null, address text not null, erased integer not null) strict;
"""

STOCK = """
create table movement (movement_id text primary key, sku text not null, quantity integer not null,
  reason text not null, ref text not null, at_ms integer not null, unique (reason, ref, sku)) strict;
create index movement_sku on movement (sku);
create table level (sku text primary key, on_hand integer not null, allocated integer not null) strict,
  without rowid;
create index level_below on level (sku) where on_hand < 0;
create table hold (order_id text not null, sku text not null, quantity integer not null,
  expires_ms integer not null, primary key (order_id, sku)) strict, without rowid;
create index hold_expiry on hold (expires_ms) where expires_ms > 0;
"""

FEEDS = """
create table feed (stream text primary key, hub_gen text not null, pos integer not null,
  gen integer not null) strict, without rowid;
create table staged (snapshot text primary key, stream text not null, gen integer not null,
  chunks integer not null) strict, without rowid;
create table category (gen integer, category text, position integer not null, body blob not null,
  primary key (gen, category)) strict, without rowid;
create table product (gen integer, product_id text, category text not null, shelf text not null,
  body blob not null, primary key (gen, product_id)) strict, without rowid;
create index product_category on product (gen, category, product_id);
create index product_shelf on product (gen, shelf, product_id) where shelf <> '';
create table variant (gen integer, sku text, product_id text not null, gtin text not null,
  body blob not null, primary key (gen, sku)) strict, without rowid;
create index variant_product on variant (gen, product_id);
create index variant_gtin on variant (gen, gtin);
create table price (gen integer, sku text, effective_from_ms integer, version integer,
  price_fen integer not null, list_price_fen integer not null,
  primary key (gen, sku, effective_from_ms, version)) strict, without rowid;
create table staff (gen integer, staff_id text, name text not null, role text not null,
  pin_hash text not null, active integer not null, primary key (gen, staff_id)) strict, without rowid;
create table elsewhere (gen integer, sku text, store_id text, available integer not null,
  as_of_ms integer not null, primary key (gen, sku, store_id)) strict, without rowid;
create table finding (doc integer primary key, gen integer not null, product_id text not null,
  unique (gen, product_id)) strict;
create virtual table words using fts5 (text, tokenize='unicode61', prefix='1 2 3 4');
"""

PEOPLE = """
create table tries (staff_id text primary key, wrong integer not null, next_ms integer not null) strict,
  without rowid;
create table session (token_hash text primary key, staff_id text not null, expires_ms integer not null)
  strict, without rowid;
create table lane (lane text primary key, plate text not null, color text not null, at_ms integer not null)
  strict, without rowid;
create table car (car_id text primary key, lane text not null, plate text not null, day text not null,
  at_ms integer not null) strict;
create index car_day on car (day);
create index car_age on car (at_ms);
"""

LOG = """
create table origin (origin text primary key, first_seq integer not null, max_seq integer not null,
  chain text not null, acked integer not null, safe integer not null, acked_ms integer not null,
  current integer not null) strict, without rowid;
create table log (origin text not null, seq integer not null, event_id text not null unique,
  at_ms integer not null, hlc integer not null, kind text not null, body blob not null, chain text not null,
  primary key (origin, seq)) strict;
"""

NAMES = """
alter table finding add column names text not null default '';
update finding set names = (select substr(text, 1, instr(text, char(10))
  + instr(substr(text, instr(text, char(10)) + 1), char(10)) - 1) from words where rowid = doc);
"""

TASKS = """
create table task (task_id text primary key, state text not null, asked_ms integer not null,
  changed_ms integer not null, code_hash text not null, body blob not null) strict;
create index task_state on task (state, asked_ms);
create unique index task_code on task (code_hash) where code_hash <> '';
"""

# Two machines that wrote one log may have given one number twice; what is pulled back is kept as it was told.
PAST = """
drop index orders_number;
create index orders_number on orders (number) where number <> '';
create index contact_erased on contact (contact_id) where erased=1;
create table past (origin text primary key, seq integer not null) strict, without rowid;
"""

MEMBERS = """
create table order_member (order_id text primary key, member_id text not null) strict, without rowid;
create index order_member_of on order_member (member_id);
create index contact_phone on contact (phone) where phone <> '';
create table member (member_id text primary key, contact_id text not null unique, alias_of text not null,
  seen_ms integer not null, heard_ms integer not null, as_of_ms integer not null,
  code_ms integer not null, points integer not null,
  profile blob not null, told blob not null, coupons blob not null) strict, without rowid;
create index member_alias on member (alias_of) where alias_of <> '';
create index member_seen on member (seen_ms);
create table member_keys (one integer primary key check (one = 1), public text not null, find text not null)
  strict;
create table sent_code (member_id text primary key, salt text not null, code_hash text not null,
  sent_ms integer not null, day text not null, sent integer not null, tries integer not null)
  strict, without rowid;
create table points (reason text, ref text, member_id text not null, points integer not null,
  at_ms integer not null, day text not null, capped integer not null, origin text not null,
  primary key (reason, ref)) strict, without rowid;
create index points_member on points (member_id);
create table points_hold (order_id text primary key, member_id text not null, points integer not null,
  capped integer not null, day text not null) strict, without rowid;
create index points_hold_member on points_hold (member_id);
create table coupon_use (coupon_id text primary key, order_id text not null, member_id text not null,
  off_fen integer not null, at_ms integer not null) strict, without rowid;
"""

TRANSFERS = """
create table transfer (transfer_id text primary key, state text not null, asked_ms integer not null,
  body blob not null) strict;
create index transfer_state on transfer (state, asked_ms);
"""

RETURNS = """
create table returned (return_id text primary key, order_id text not null, body blob not null)
  strict, without rowid;
create index returned_order on returned (order_id);
"""

# `turn` counts the changes of all transfers, so that those lately ended are found without a clock.
TURNS = """
alter table transfer add column turn integer not null default 0;
update transfer set turn = rowid;
create index transfer_turn on transfer (state, turn);
create index transfer_last on transfer (turn);
"""

# What the store said to each command of the centre, for as long as it might be told again.
ANSWERS = """
create table answered (command_id text primary key, done integer not null, reason text not null,
  at_ms integer not null) strict, without rowid;
"""

MIGRATIONS: tuple[str, ...] = (
    ORDERS.strip() + STOCK + FEEDS + PEOPLE + LOG,
    NAMES,
    TASKS,
    PAST,
    MEMBERS,
    TRANSFERS,
    RETURNS,
    TURNS,
    ANSWERS,
)
