-- The days of `GET /api/summary` and of the command `summary`.

-- name: today
-- The person's today as of the last transform.
select (as_of at time zone timezone)::date as today
from marts.data_quality;

-- name: records
-- The days from which and up to which anything was logged.
select
    (first_start_at at time zone timezone)::date as first,
    (last_end_at at time zone timezone)::date as last
from marts.data_quality;

-- name: cells
-- A row for each day and category of a span that has anything, and one without a category for an empty day.
-- Materialized: the planner cannot estimate the rows of these views, and would read them again for each cell.
with estimates as materialized (
    select
        target_date as local_date,
        category,
        category_key,
        minutes,
        median,
        lower,
        upper,
        any_chance,
        false as is_during
    from marts.latest_estimates
    where target_date between %(first)s and %(last)s
    union all
    -- Of the days before today, which the newest estimates do not have.
    select target_date, category, category_key, minutes, median, lower, upper, any_chance, is_during
    from marts.estimate_accuracy
    where target_date between %(first)s and %(last)s
),
targets as materialized (
    select * from marts.daily_targets where local_date between %(first)s and %(last)s
),
chances as materialized (
    select * from marts.target_chances where target_date between %(first)s and %(last)s
),
cells as materialized (
    select local_date, category_key from marts.daily_categories where local_date between %(first)s and %(last)s
    union
    select local_date, category_key from marts.daily_plan where local_date between %(first)s and %(last)s
    union
    select local_date, category_key from targets
    union
    select local_date, category_key from estimates
)
select
    days.local_date, days.day_type, days.holiday_name, days.length_seconds / 60.0 as length_minutes,
    coalesce(summary.is_complete, false) as is_complete, coalesce(summary.is_read, false) as is_read,
    coalesce(categories.category, targets.category, estimates.category) as category, categories.color,
    actual.seconds / 60.0 as actual, plan.seconds / 60.0 as plan,
    targets.minutes as target, targets.direction, chances.chance as target_chance,
    estimates.minutes as estimate, estimates.lower, estimates.upper, estimates.any_chance, estimates.is_during,
    -- Before the mixture there was one number, a mean.
    case when estimates.any_chance is not null then estimates.median end as median
from marts.calendar_days as days
left join cells using (local_date)
left join core.dim_category as categories on categories.category_key = cells.category_key
left join marts.daily_summary as summary on summary.local_date = days.local_date
left join marts.daily_categories as actual
    on actual.local_date = days.local_date and actual.category_key = cells.category_key
left join marts.daily_plan as plan on plan.local_date = days.local_date and plan.category_key = cells.category_key
left join targets on targets.local_date = days.local_date and targets.category_key = cells.category_key
left join chances on chances.target_date = targets.local_date and chances.target_id = targets.target_id
left join estimates on estimates.local_date = days.local_date and estimates.category_key = cells.category_key
where days.local_date between %(first)s and %(last)s
order by days.local_date, categories.category_order, cells.category_key collate "C";

-- name: accounts
-- The entries that start on each day of a span.
select local_date, entry_count, logged_seconds, counted_seconds, overlap_seconds, overlap_count
from marts.daily_account
where local_date between %(first)s and %(last)s;
