with source as (
    select * from {{ source('raw', 'toggl__projects') }}
)

select
    source_id as project_id,
    {{ stripped("data ->> 'name'") }} as project_name,
    {{ color("data ->> 'color'") }} as project_color,
    coalesce(data ->> 'client_id', data ->> 'cid') as client_id,
    deleted_at is not null as is_deleted,
    synced_at
from source
