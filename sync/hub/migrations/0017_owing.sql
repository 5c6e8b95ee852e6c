-- Whose points may stand below nothing, so that nobody has to add up every line of the chain to know it.
create table owing (
    root text primary key
);
insert into owing
select member.root from points_move join member on member.member_id = points_move.member_id
group by member.root having sum(points) < 0;
