with source as (
    select * from {{ source('raw', 'toggl_csv__time_entries') }}
),

timed as (
    select
        *,
        -- The import stores instants; rows of the version before it have wall times and a duration only.
        coalesce(
            {{ instant("data ->> 'started_at'") }},
            cast((data ->> 'Start date') || ' ' || (data ->> 'Start time') as timestamp)
            at time zone (data ->> 'timezone')
        ) as started_at
    from source
)

select
    source_id as entry_id,
    -- The address, or else the name: names change, addresses rarely do. Empty in a file that names no one.
    coalesce(lower({{ stripped("data ->> 'Email'") }}), {{ stripped("data ->> 'User'") }}, '') as person_key,
    {{ stripped("data ->> 'User'") }} as person_name,
    started_at,
    coalesce(
        {{ instant("data ->> 'ended_at'") }},
        -- It ran at least until the latest end in the file.
        {{ instant("data ->> 'file_ended_at'") }},
        started_at + coalesce(cast({{ stripped("data ->> 'Duration'") }} as interval), interval '0')
    ) as ended_at,
    -- The timer was running when the file was made.
    data ? 'file_ended_at' and not data ? 'ended_at' as is_open,
    {{ stripped("data ->> 'Description'") }} as description,
    {{ stripped("data ->> 'Project'") }} as project_name,
    {{ stripped("data ->> 'Client'") }} as client_name,
    case
        when {{ stripped("data ->> 'Tags'") }} is null then cast('{}' as text[])
        else regexp_split_to_array({{ stripped("data ->> 'Tags'") }}, '\s*,\s*')
    end as tag_names,
    lower({{ stripped("data ->> 'Billable'") }}) is not distinct from 'yes' as is_billable,
    -- The import said that the file is of another account than that of the API.
    {{ is_true("data -> 'other_account'") }} as is_other_account,
    deleted_at is not null as is_deleted,
    synced_at
from timed
