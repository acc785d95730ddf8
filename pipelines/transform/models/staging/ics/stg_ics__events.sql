with source as (
    select * from {{ source('raw', 'ics__events') }}
)

select
    source_id as event_id,
    {{ stripped("data ->> 'calendar'") }} as calendar_name,
    {{ calendar_event_columns() }}
from source
