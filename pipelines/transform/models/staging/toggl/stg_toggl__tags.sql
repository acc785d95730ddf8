with source as (
    select * from {{ source('raw', 'toggl__tags') }}
)

select
    source_id as tag_id,
    {{ stripped("data ->> 'name'") }} as tag_name,
    deleted_at is not null as is_deleted,
    synced_at
from source
