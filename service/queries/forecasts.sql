-- The estimates of today and the days to come: API and command line read the same ones.

-- name: silence
-- The reason of the newest analysis, where it found nothing to estimate from; the marts hide older snapshots then.
select reason
from analyzer.current_silence;

-- name: span
-- The days that have estimates.
select
    min(target_date) as first,
    max(target_date) as last
from marts.latest_estimates;

-- name: forecasts
-- A row for each day and category of a span, the most time first; null = every category.
-- Materialized: the planner cannot estimate the rows of these views, and would read them again for each estimate.
with estimates as materialized (
    select *
    from marts.latest_estimates
    where
        target_date between %(first)s and %(last)s
        and (%(category_key)s::text is null or category_key = %(category_key)s)
),

targets as materialized (
    select *
    from marts.daily_targets
    where local_date between %(first)s and %(last)s
),

chances as materialized (
    select *
    from marts.target_chances
    where target_date between %(first)s and %(last)s
),

heaviest as materialized (
    select
        estimates.target_date,
        estimates.category_key,
        jsonb_agg(
            jsonb_build_object('date', past.date, 'share', past.share, 'minutes', actual.seconds / 60.0)
            order by past.place
        ) as days
    from estimates
    cross join lateral rows from (
        jsonb_to_recordset(estimates.heaviest) as (date date, share double precision)
    ) with ordinality as past (date, share, place)
    left join marts.daily_actual as actual
        on past.date = actual.local_date and estimates.category_key = actual.category_key
    group by estimates.target_date, estimates.category_key
)

select
    estimates.target_date,
    days.day_type,
    estimates.mode,
    estimates.grade,
    estimates.is_guess,
    estimates.days as training_days,
    estimates.until,
    estimates.calculated_at,
    estimates.category,
    estimates.category_key,
    estimates.color,
    -- Before the mixture there was one number, a mean.
    case when estimates.any_chance is not null then estimates.median end as median,
    estimates.lower,
    estimates.upper,
    estimates.minutes as mean,
    estimates.any_chance,
    targets.minutes as target_minutes,
    targets.direction as target_direction,
    chances.chance as target_chance,
    heaviest.days as heaviest
from estimates
inner join marts.calendar_days as days on estimates.target_date = days.local_date
left join targets
    on estimates.target_date = targets.local_date and estimates.category_key = targets.category_key
left join chances
    on targets.local_date = chances.target_date and targets.target_id = chances.target_id
left join heaviest
    on estimates.target_date = heaviest.target_date and estimates.category_key = heaviest.category_key
order by
    estimates.target_date,
    estimates.minutes desc nulls last,
    estimates.any_chance desc nulls last,
    estimates.category_order,
    estimates.category_key collate "C";
