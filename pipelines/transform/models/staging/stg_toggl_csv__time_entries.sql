with source as (
    select * from {{ source('raw', 'toggl_csv__time_entries') }}
),

timed as (
    select
        *,
        date_trunc(
            'second',
            cast((data ->> 'Start date') || ' ' || (data ->> 'Start time') as timestamp)
            at time zone (data ->> 'timezone')
        ) as started_at
    from source
)

select
    source_id as entry_id,
    started_at,
    -- The duration is what passed; the end's wall time is ambiguous when the clock goes back.
    started_at + cast(data ->> 'Duration' as interval) as stopped_at,
    {{ stripped("data ->> 'Description'") }} as description,
    {{ stripped("data ->> 'Project'") }} as project_name,
    {{ stripped("data ->> 'Client'") }} as client_name,
    case
        when {{ stripped("data ->> 'Tags'") }} is null then cast('{}' as text[])
        else regexp_split_to_array({{ stripped("data ->> 'Tags'") }}, '\s*,\s*')
    end as tag_names,
    deleted_at is not null as is_deleted,
    synced_at
from timed
