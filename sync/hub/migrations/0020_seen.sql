-- Which of those a store saw its stream still tells of, so that the trim looks at nobody twice.
alter table member_seen add column told boolean not null default true;
drop index member_seen_in;
create index member_seen_told on member_seen (seen_ms) where told;
create index member_seen_told_in on member_seen (store, seen_ms) where told;
