select
    facts.local_date,
    facts.id as segment_id,
    facts.entry_id,
    cast(extract(epoch from facts.start_at - days.day_start_at) as integer) as start_second,
    cast(extract(epoch from facts.end_at - days.day_start_at) as integer) as end_second,
    categories.category,
    categories.category_key,
    categories.category_order,
    categories.color,
    facts.description,
    facts.project_name,
    facts.client_name,
    facts.tag_names,
    facts.is_billable,
    facts.source,
    -- Neither untracked nor observed time was logged, so nothing there is lengthened.
    case
        when facts.source in ('generated', 'activitywatch') then 0
        else facts.duration_seconds - facts.counted_seconds
    end as lengthened_seconds,
    facts.start_at,
    facts.end_at
from {{ ref('fct_time_actual') }} as facts
inner join {{ ref('dim_date') }} as days on facts.local_date = days.local_date
inner join {{ ref('dim_category') }} as categories on facts.category_key = categories.category_key
