-- name: all
-- The proposals with a status, or all of them; the newest first.
select *
from app.proposals
where %(status)s::text is null or status = %(status)s
order by created_at desc, category collate "C", day_type;

-- name: decide
select * from app.decide_proposal(%(id)s, %(decision)s, now());
