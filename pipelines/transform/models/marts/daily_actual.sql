with days as (
    select
        summary.local_date,
        dates.day_type,
        summary.length_seconds,
        summary.is_complete
    from {{ ref('daily_summary') }} as summary
    inner join {{ ref('dim_date') }} as dates on summary.local_date = dates.local_date
    -- Of a day that was not read in full nothing is known, so it is in no mean.
    where summary.is_read
),

categories as (
    select * from {{ ref('dim_category') }}
    -- Unused names would only be estimated and listed with 0.
    where is_used and category_key <> 'untracked'
),

seconds as (
    select * from {{ ref('daily_categories') }}
)

select
    days.local_date,
    days.day_type,
    categories.category,
    categories.category_key,
    categories.category_order,
    categories.coarse_category,
    coalesce(seconds.seconds, 0) as seconds,
    days.length_seconds,
    days.is_complete
from days
cross join categories
left join seconds on days.local_date = seconds.local_date and categories.category_key = seconds.category_key
