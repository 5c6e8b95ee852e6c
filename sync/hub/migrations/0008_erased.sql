-- Whoever writes a contact, an erased one goes to the ledger, and one of the ledger keeps no field.

create function contact_as_erased() returns trigger language plpgsql as $$
begin
    if new.erased or exists (select from erased where erased.contact_id = new.contact_id) then
        new.erased := true;
        new.name := '';
        new.phone := '';
        new.address := '';
    end if;
    return new;
end $$;
create trigger contact_as_erased before insert or update on contact
    for each row execute function contact_as_erased();

-- After the row: a word about another store's contact changes no row, and erases nobody.
create function note_erased() returns trigger language plpgsql as $$
begin
    insert into erased (contact_id, at_ms)
    values (new.contact_id, (extract(epoch from clock_timestamp()) * 1000)::bigint) on conflict do nothing;
    return null;
end $$;
create trigger note_erased after insert or update on contact
    for each row when (new.erased) execute function note_erased();
