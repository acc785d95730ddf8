with source as (
    select * from {{ source('raw', 'gcal__events') }}
)

select
    source_id as event_id,
    data ->> 'calendar_id' as calendar_id,
    {{ calendar_event_columns() }}
from source
