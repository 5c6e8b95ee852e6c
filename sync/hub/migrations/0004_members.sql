-- Members, one person everywhere. Name and phone lie in `contact` under 'member.' and the id; what a store keeps
-- of the same person lies there under the store's own contact, named in `member_contact`.

alter table member add column root text;
alter table member add column verified boolean not null default false;
alter table member add column profile jsonb;
alter table member add column phone_hash text not null default '';
alter table member add column hash_key text not null default '';

-- Members of a list get ids such as the stores make; the chain knew their phones, so they count as verified.
update contact set contact_id = 'member.' || md5('member' || member.member_id)
from member where contact.contact_id = member.contact_id;
update member set
    root = md5('member' || member_id),
    verified = true,
    profile = jsonb_build_object('member_id', md5('member' || member_id), 'verified', true, 'level', level,
        'consent', consent, 'name_hlc', 1, 'phone_hlc', 1, 'level_hlc', 1, 'consent_hlc', 1);
update member set contact_id = 'member.' || root, member_id = root;
alter table member drop column level;
alter table member drop column consent;
alter table member drop column contact_id;
alter table member alter column root set not null;
alter table member alter column profile set not null;
create index member_by_root on member (root);
create index member_by_hash on member (phone_hash) where phone_hash <> '';
create index contact_by_phone on contact (phone) where phone <> '';

create table member_contact (
    contact_id text primary key,
    member_id text not null
);
create index member_contact_of on member_contact (member_id);

-- Where a member was last; a store is told of whom it saw within 180 days.
create table member_seen (
    member_id text not null,
    store text not null,
    seen_ms bigint not null,
    primary key (member_id, store)
);
create index member_seen_in on member_seen (store, seen_ms);

-- Which store said that a member is gone there.
create table member_erased (
    member_id text not null,
    store text not null,
    at_ms bigint not null,
    primary key (member_id, store)
);

create table points_move (
    store text not null,
    reason text not null,
    ref text not null,
    member_id text not null,
    points bigint not null,
    at_ms bigint not null,
    capped boolean not null,
    origin text not null,
    primary key (store, reason, ref)
);
create index points_move_of on points_move (member_id, at_ms);

create table coupon (
    coupon_id text primary key,
    member_id text not null,
    title_zh text not null,
    title_en text not null,
    off_fen bigint not null,
    least_fen bigint not null,
    until_ms bigint not null
);
create index coupon_of on coupon (member_id);

-- More than one row of a coupon: two stores took it while they could not ask.
create table coupon_use (
    coupon_id text not null,
    order_id text not null,
    store text not null,
    member_id text not null,
    off_fen bigint not null,
    at_ms bigint not null,
    primary key (coupon_id, order_id)
);
