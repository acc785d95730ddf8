with source as (
    select * from {{ source('raw', 'toggl__time_entries') }}
)

select
    source_id as entry_id,
    {{ instant("data ->> 'start'") }} as started_at,
    {{ instant("data ->> 'stop'") }} as stopped_at,
    {{ stripped("data ->> 'description'") }} as description,
    coalesce(data ->> 'project_id', data ->> 'pid') as project_id,
    {{ text_array("data -> 'tags'") }} as tag_names,
    deleted_at is not null or data ->> 'server_deleted_at' is not null as is_deleted,
    synced_at
from source
