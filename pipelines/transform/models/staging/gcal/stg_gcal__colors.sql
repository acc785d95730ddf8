with source as (
    select * from {{ source('raw', 'gcal__colors') }}
)

select
    source_id as color_key,
    data ->> 'kind' as kind,
    data ->> 'id' as color_id,
    {{ color("data ->> 'background'") }} as color,
    deleted_at is not null as is_deleted,
    synced_at
from source
