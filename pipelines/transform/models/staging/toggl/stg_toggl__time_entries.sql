with source as (
    select * from {{ source('raw', 'toggl__time_entries') }}
)

select
    source_id as entry_id,
    coalesce(data ->> 'user_id', data ->> 'uid') as user_id,
    {{ instant("data ->> 'start'") }} as started_at,
    -- Without a stop it runs only while the duration is negative; else it ended after its duration.
    coalesce(
        {{ instant("data ->> 'stop'") }},
        case
            when coalesce(cast(data ->> 'duration' as bigint), 0) >= 0
                then
                    {{ instant("data ->> 'start'") }}
                    + coalesce(cast(data ->> 'duration' as bigint), 0) * interval '1 second'
        end
    ) as ended_at,
    {{ stripped("data ->> 'description'") }} as description,
    coalesce(data ->> 'project_id', data ->> 'pid') as project_id,
    {{ text_array("data -> 'tag_ids'") }} as tag_ids,
    {{ text_array("data -> 'tags'") }} as tag_names,
    {{ is_true("data -> 'billable'") }} as is_billable,
    deleted_at is not null or data ->> 'server_deleted_at' is not null as is_deleted,
    synced_at
from source
