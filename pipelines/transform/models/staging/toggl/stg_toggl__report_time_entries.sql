with source as (
    select * from {{ source('raw', 'toggl__report_time_entries') }}
)

select
    source_id as entry_id,
    data ->> 'user_id' as user_id,
    {{ instant("data ->> 'start'") }} as started_at,
    -- A report holds no running entries, so a missing stop is what the seconds say.
    coalesce(
        {{ instant("data ->> 'stop'") }},
        {{ instant("data ->> 'start'") }} + coalesce(cast(data ->> 'seconds' as bigint), 0) * interval '1 second'
    ) as ended_at,
    {{ stripped("data ->> 'description'") }} as description,
    data ->> 'project_id' as project_id,
    {{ text_array("data -> 'tag_ids'") }} as tag_ids,
    {{ is_true("data -> 'billable'") }} as is_billable,
    deleted_at is not null as is_deleted,
    synced_at
from source
