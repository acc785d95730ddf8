-- name: all
-- The proposals with a status, or all of them; the newest first.
select *
from app.proposals
where %(status)s::text is null or status = %(status)s
order by created_at desc, category collate "C", day_type;

-- name: remarks
-- The remarks on current targets, those of the most important first.
select
    targets.category,
    targets.day_type,
    targets.minutes,
    states.remark,
    states.remark_en,
    states.remark_ja
from app.target_states as states
inner join app.targets on states.target_id = targets.id
where states.remark is not null and targets.valid_to is null
order by targets.priority, targets.category collate "C", targets.day_type;

-- name: decide
select * from app.decide_proposal(%(id)s, %(decision)s, now());
