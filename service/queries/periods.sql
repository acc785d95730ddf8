-- Sums of days, weeks or months, for `GET /api/periods`; %(by)s is day, week or month.

-- name: periods
-- Each period with its days that were read, and the tracked time of the others.
select
    date_trunc(%(by)s, days.local_date::timestamp)::date as period,
    count(*) filter (where summary.is_read) as days,
    coalesce(sum(summary.tracked_seconds) filter (where not summary.is_read), 0)::bigint as unread_seconds
from marts.calendar_days as days
left join marts.daily_summary as summary on days.local_date = summary.local_date
where days.local_date between %(first)s and %(last)s
group by period
order by period;

-- name: cells
-- Each period and category that has time, a plan or a target.
-- Materialized: the planner cannot estimate the rows of these views, and would read them again for each cell.
with days as materialized (
    select
        days.local_date,
        date_trunc(%(by)s, days.local_date::timestamp)::date as period,
        coalesce(summary.is_read, false) as is_read,
        coalesce(counted.is_counted, false) as is_judged
    from marts.calendar_days as days
    left join marts.daily_summary as summary on days.local_date = summary.local_date
    left join marts.counted_days as counted on days.local_date = counted.local_date
    where days.local_date between %(first)s and %(last)s
),

targets as materialized (
    select
        targets.local_date,
        targets.category_key,
        targets.minutes,
        case targets.direction
            when 'more' then coalesce(actual.seconds, 0) >= targets.minutes * 60
            when 'less' then coalesce(actual.seconds, 0) <= targets.minutes * 60
        end as is_met
    from marts.daily_targets as targets
    left join marts.daily_categories as actual
        on targets.local_date = actual.local_date and targets.category_key = actual.category_key
    where targets.local_date between %(first)s and %(last)s
),

cells as (
    select days.period, actual.category_key, actual.seconds, null::integer as plan_seconds, null::integer as target_minutes,
        null::integer as met, null::integer as judged
    from days
    inner join marts.daily_categories as actual on days.local_date = actual.local_date
    where days.is_read
    union all
    select days.period, plan.category_key, null, plan.seconds, null, null, null
    from days
    inner join marts.daily_plan as plan on days.local_date = plan.local_date
    union all
    select days.period, targets.category_key, null, null, targets.minutes, null, null
    from days
    inner join targets on days.local_date = targets.local_date
    where days.is_read
    union all
    select days.period, targets.category_key, null, null, null, targets.is_met::integer, 1
    from days
    inner join targets on days.local_date = targets.local_date
    where days.is_judged and targets.is_met is not null
)

select
    cells.period,
    categories.category,
    categories.color,
    coalesce(sum(cells.seconds), 0)::bigint as actual_seconds,
    sum(cells.plan_seconds)::bigint as plan_seconds,
    sum(cells.target_minutes)::bigint as target_minutes,
    sum(cells.met)::integer as met,
    sum(cells.judged)::integer as judged
from cells
inner join core.dim_category as categories on cells.category_key = categories.category_key
group by cells.period, categories.category, categories.color, categories.category_order
order by categories.category_order, categories.category collate "C", cells.period;
