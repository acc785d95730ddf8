with source as (
    select * from {{ source('raw', 'toggl__clients') }}
)

select
    source_id as client_id,
    {{ stripped("data ->> 'name'") }} as client_name,
    deleted_at is not null as is_deleted,
    synced_at
from source
