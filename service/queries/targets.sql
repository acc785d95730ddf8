-- name: current
-- The current targets, most important first.
select *
from app.targets
where valid_to is null
order by priority, category collate "C", day_type;

-- name: history
-- Every version of the targets of a category and a day type; null = of any.
select *
from app.targets
where
    (%(category_key)s::text is null or category_key = %(category_key)s)
    and (%(day_type)s::text is null or day_type = %(day_type)s)
order by category collate "C", day_type, version;

-- name: lock
-- No other change of the targets until the transaction ends.
select app.lock_targets();
