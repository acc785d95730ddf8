with run as (
    select * from {{ ref('int_run') }}
),

-- Of what the fact holds, so that a second which a later step loses is missed here.
counted as (
    select
        entry_id,
        sum(counted_seconds) as counted_seconds
    from {{ ref('fct_time_actual') }}
    where source <> 'generated'
    group by entry_id
),

-- Of the entries themselves: what a later entry took, and what laying out has moved beyond now.
kept as (
    select
        entry_id,
        sum(extract(epoch from end_at - start_at)) as kept_seconds
    from {{ ref('int_time_counted') }}
    group by entry_id
)

select
    entries.entry_id,
    -- The overlap belongs to the date of the start, too.
    cast(entries.started_at at time zone run.timezone as date) as local_date,
    entries.logged_seconds,
    cast(coalesce(counted.counted_seconds, 0) as bigint) as counted_seconds,
    cast(entries.logged_seconds - coalesce(kept.kept_seconds, 0) as bigint) as overlap_seconds
from {{ ref('int_time_stacked') }} as entries
cross join run
left join counted on entries.entry_id = counted.entry_id
left join kept on entries.entry_id = kept.entry_id
