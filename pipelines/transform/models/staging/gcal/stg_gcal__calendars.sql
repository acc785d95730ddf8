with source as (
    select * from {{ source('raw', 'gcal__calendars') }}
)

select
    source_id as calendar_id,
    coalesce({{ stripped("data ->> 'summaryOverride'") }}, {{ stripped("data ->> 'summary'") }}) as calendar_name,
    {{ color("data ->> 'backgroundColor'") }} as color,
    {{ stripped("data ->> 'colorId'") }} as color_id,
    deleted_at is not null as is_deleted,
    synced_at
from source
