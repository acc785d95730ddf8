with run as (
    select * from {{ ref('int_run') }}
)

select
    {{ subject_id('facts') }} as subject_id,
    cast(sum(facts.duration_seconds) as bigint) as seconds,
    cast(coalesce(sum(facts.duration_seconds) filter (where facts.local_date > run.today - 90), 0) as bigint)
        as recent_seconds,
    -- Observed time has no entries.
    cast(count(distinct facts.entry_id) filter (where facts.source <> 'activitywatch') as integer) as entry_count,
    max(facts.local_date) as last_date
from {{ ref('fct_time_actual') }} as facts
cross join run
where facts.source <> 'generated'
group by 1
