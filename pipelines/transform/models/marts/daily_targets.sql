{{ config(materialized='late_view') }}

-- The row of the day's own type goes before the one for all days; both only if they were current when the day ended.
select distinct on (days.local_date, targets.category_key)
    days.local_date,
    days.day_type,
    coalesce(categories.category, targets.category) as category,
    targets.category_key,
    targets.minutes,
    targets.direction,
    targets.priority,
    targets.id as target_id,
    targets.version
from {{ ref('dim_date') }} as days
inner join {{ source('app', 'targets') }} as targets
    on
        targets.superseded_at is null
        and targets.day_type in ('all', days.day_type)
        and targets.valid_from < days.day_end_at
        and days.day_end_at <= coalesce(targets.valid_to, 'infinity')
left join {{ ref('dim_category') }} as categories on targets.category_key = categories.category_key
order by
    days.local_date,
    targets.category_key,
    targets.day_type = 'all',
    targets.valid_from desc,
    targets.version desc
