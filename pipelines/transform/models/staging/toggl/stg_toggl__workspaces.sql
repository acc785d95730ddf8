with source as (
    select * from {{ source('raw', 'toggl__workspaces') }}
)

select
    source_id as workspace_id,
    {{ stripped("data ->> 'name'") }} as workspace_name,
    deleted_at is not null as is_deleted,
    synced_at
from source
