{{ config(materialized='late_view') }}

-- A later analysis may have found nothing to estimate from; then an older snapshot says nothing any more.
with silences as (
    select coalesce(max(calculated_at), '-infinity') as last_at
    from {{ source('analyzer', 'silences') }}
),

ranked as (
    select
        estimates.*,
        rank() over (
            partition by estimates.target_date order by estimates.calculated_at desc, estimates.revision desc
        ) as age
    from {{ source('analyzer', 'estimates') }} as estimates
    cross join {{ ref('int_run') }} as run
    cross join silences
    where estimates.target_date >= run.today and estimates.calculated_at > silences.last_at
),

-- A snapshot may be older than the day on which two spellings became one category.
newest as (
    select
        target_date,
        category_key,
        min(category) as category,
        min(method) as method,
        sum(minutes) as minutes,
        -- Before the mixture there was one number.
        sum(coalesce(median, minutes)) as median,
        sum(lower) as lower,
        sum(upper) as upper,
        max(any_chance) as any_chance,
        min(cast(heaviest as text)) as heaviest,
        max(calculated_at) as calculated_at,
        max(revision) as revision
    from ranked
    where age = 1
    group by target_date, category_key
)

select
    newest.target_date,
    coalesce(categories.category, newest.category) as category,
    newest.category_key,
    -- A category that no rule or time has any more stands last.
    coalesce(categories.category_order, 10000) as category_order,
    coalesce(categories.color, '#a6a6a6') as color,
    newest.minutes,
    newest.median,
    newest.lower,
    newest.upper,
    newest.any_chance,
    cast(newest.heaviest as jsonb) as heaviest,
    newest.method,
    snapshots.mode,
    snapshots.days,
    snapshots.grade,
    coalesce(snapshots.is_guess, false) as is_guess,
    snapshots.until,
    newest.calculated_at
from newest
left join {{ source('analyzer', 'snapshots') }} as snapshots
    on newest.calculated_at = snapshots.calculated_at and newest.revision = snapshots.revision
left join {{ ref('dim_category') }} as categories on newest.category_key = categories.category_key
