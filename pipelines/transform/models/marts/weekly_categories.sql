with days as (
    select
        *,
        cast(date_trunc('week', cast(local_date as timestamp)) as date) as week_start
    from {{ ref('daily_categories') }}
),

-- A day that is only a gap between entries holds no data.
weeks as (
    select
        cast(date_trunc('week', cast(local_date as timestamp)) as date) as week_start,
        count(*) filter (where tracked_seconds > 0) as days
    from {{ ref('daily_summary') }}
    group by 1
)

select
    days.week_start,
    days.category,
    days.category_key,
    days.category_order,
    days.coarse_category,
    days.color,
    cast(sum(days.seconds) as integer) as seconds,
    cast(weeks.days as integer) as days
from days
inner join weeks on days.week_start = weeks.week_start
group by
    days.week_start,
    days.category,
    days.category_key,
    days.category_order,
    days.coarse_category,
    days.color,
    weeks.days
