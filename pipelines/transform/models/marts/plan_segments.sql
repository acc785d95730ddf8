select
    facts.local_date,
    facts.id as segment_id,
    cast(extract(epoch from facts.start_at - days.day_start_at) as integer) as start_second,
    cast(extract(epoch from facts.end_at - days.day_start_at) as integer) as end_second,
    categories.category,
    categories.category_key,
    categories.color,
    facts.title
from {{ ref('fct_time_plan') }} as facts
inner join {{ ref('dim_date') }} as days on facts.local_date = days.local_date
inner join {{ ref('dim_category') }} as categories on facts.category_key = categories.category_key
