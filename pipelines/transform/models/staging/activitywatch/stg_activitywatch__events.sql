with source as (
    select * from {{ source('raw', 'activitywatch__events') }}
),

timed as (
    select
        *,
        cast({{ stripped("data ->> 'timestamp'") }} as timestamptz) as exact_start_at
    from source
)

select
    source_id as event_id,
    data ->> 'type' as event_type,
    data ->> 'bucket' as bucket_id,
    data ->> 'hostname' as hostname,
    date_trunc('second', exact_start_at) as started_at,
    date_trunc('second', exact_start_at + cast(data ->> 'duration' as double precision) * interval '1 second')
        as stopped_at,
    {{ stripped("data ->> 'app'") }} as app_name,
    data ->> 'status' as presence,
    deleted_at is not null as is_deleted,
    synced_at
from timed
