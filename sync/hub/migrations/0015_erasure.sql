-- Who decided that a person is forgotten, and why; since when a coupon is given, and by whom; orders by member.

create table member_erasing (
    member_id text primary key,
    code text not null,
    why text not null,
    by text not null,
    at_ms bigint not null
);
create index member_erasing_at on member_erasing (at_ms desc);

alter table coupon
    add column given_ms bigint not null default 0,
    add column given_by text not null default '';
create index coupon_use_of on coupon_use (coupon_id, at_ms);

create index orders_by_member on orders ((body ->> 'member_id'), opened_ms) where body ->> 'member_id' <> '';
