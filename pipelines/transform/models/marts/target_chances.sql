{{ config(materialized='late_view') }}

-- In both lists the most specific row: one for all days gives way to one for the day's type.
with targets as (
    select distinct on (days.local_date, targets.category_key)
        days.local_date,
        days.day_type,
        targets.id,
        targets.category,
        targets.category_key,
        targets.minutes,
        targets.direction
    from {{ ref('dim_date') }} as days
    cross join {{ ref('int_run') }} as run
    inner join {{ source('app', 'targets') }} as targets on targets.day_type in ('all', days.day_type)
    where days.local_date >= run.today and targets.valid_to is null
    order by days.local_date, targets.category_key, targets.day_type = 'all'
)

select
    targets.local_date as target_date,
    targets.day_type,
    targets.category,
    targets.category_key,
    targets.id as target_id,
    targets.minutes,
    targets.direction,
    case targets.direction
        when 'more' then analyzer.chance_of_at_least(chances.seconds, chances.at_least, targets.minutes)
        when 'less' then analyzer.chance_of_at_most(chances.seconds, chances.at_most, targets.minutes)
    end as chance,
    chances.calculated_at
from targets
inner join {{ source('analyzer', 'chances') }} as chances
    on targets.local_date = chances.target_date and targets.category_key = chances.category_key
