with run as (
    select * from {{ ref('int_run') }}
),

entries as (
    select
        entries.*,
        least(coalesce(entries.stopped_at, run.as_of), run.as_of) as ended_at
    from {{ ref('int_time_entries') }} as entries
    cross join run
    where entries.status = 'live'
),

ordered as (
    select
        *,
        -- Ids of digits in the order of their numbers, others in a fixed order of their bytes.
        lead(started_at) over (order by started_at, ended_at, length(source_id), source_id collate "C")
            as next_started_at
    from entries
    -- Also drops what starts after as_of, because its end was cut to as_of.
    where started_at < ended_at
),

fitted as (
    select
        source_id,
        source,
        started_at as start_at,
        case
            when next_started_at is null then ended_at
            -- An overlap is trimmed, a gap of at most 300 s is closed.
            when next_started_at - ended_at <= interval '300 seconds' then next_started_at
            else ended_at
        end as end_at,
        description,
        project_name,
        project_color,
        client_name,
        tag_names,
        personal_category
    from ordered
),

untracked as (
    select
        'untracked_' || source_id as source_id,
        'generated' as source,
        ended_at as start_at,
        next_started_at as end_at,
        cast(null as text) as description,
        cast(null as text) as project_name,
        cast(null as text) as project_color,
        cast(null as text) as client_name,
        cast('{}' as text[]) as tag_names,
        'Untracked' as personal_category
    from ordered
    where next_started_at - ended_at > interval '300 seconds'
),

final as (
    select * from fitted
    where start_at < end_at
    union all
    select * from untracked
)

select * from final
