{# Between the first and the last day every local day is covered exactly: 86,400 s, 82,800 or 90,000 with the clock. #}
with bounds as (
    select
        min(local_date) as first_date,
        max(local_date) as last_date
    from {{ ref('fct_time_actual') }}
),

days as (
    select
        dim_date.local_date,
        dim_date.length_seconds,
        coalesce(sum(fct_time_actual.duration_seconds), 0) as covered_seconds
    from {{ ref('dim_date') }} as dim_date
    left join {{ ref('fct_time_actual') }} as fct_time_actual on dim_date.local_date = fct_time_actual.local_date
    group by dim_date.local_date, dim_date.length_seconds
)

select days.*
from days
cross join bounds
where
    days.covered_seconds > days.length_seconds
    or (
        days.covered_seconds < days.length_seconds
        and days.local_date > bounds.first_date
        and days.local_date < bounds.last_date
    )
