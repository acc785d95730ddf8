-- name: whole
-- The size of the whole log, and its account.
select
    entry_count, first_start_at, last_end_at, tracked_seconds, untracked_seconds, deleted_count, logged_seconds,
    counted_seconds, overlap_seconds, overlap_count
from marts.data_quality

-- name: week
-- The categories with the most time in a week.
select category, seconds
from marts.weekly_categories
where week_start = %s and category <> 'Untracked'
order by seconds desc
limit %s

-- name: plan
select sum(seconds) from marts.daily_plan where local_date between %s and %s

-- name: estimate
-- One of the next estimates: the second largest of its day, because the largest is usually Sleep.
select target_date, category, any_chance, median, lower, upper
from marts.latest_estimates
where minutes is not null
order by target_date, minutes desc
offset 1 limit 1

-- name: proposal
select reason_en from app.proposals where status = 'pending' order by created_at desc, category limit 1

-- name: achieved
with days as (
    select targets.category, targets.direction, targets.minutes, targets.priority, actual.seconds / 60.0 as actual,
        case targets.direction
            when 'more' then actual.seconds >= 60 * targets.minutes
            when 'less' then actual.seconds <= 60 * targets.minutes
        end as met
    from marts.daily_targets as targets
    join marts.daily_actual as actual using (local_date, category)
    where targets.local_date between %(first)s and %(last)s and targets.direction <> 'neutral'
)
select category, direction, max(minutes), avg(actual), count(*) filter (where met), count(*)
from days
group by category, direction
having count(*) filter (where met) * 2 > count(*)
order by min(priority)
limit 1
