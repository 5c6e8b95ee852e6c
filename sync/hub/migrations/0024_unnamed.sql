-- Name and phone stand in the table of contacts alone; a card gets them when it is sent.
update feed_item set item = item || '{"name": "", "phone": ""}' where kind = 'MemberCard';
