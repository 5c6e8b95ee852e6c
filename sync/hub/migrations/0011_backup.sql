-- Which backup is the newest is asked with every lease.

create index backup_made on backup (made_ms);
