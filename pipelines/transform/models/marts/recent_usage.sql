with run as (
    select * from {{ ref('int_run') }}
)

select
    facts.local_date,
    {{ subject_id('facts') }} as subject_id,
    cast(sum(facts.duration_seconds) as integer) as seconds
from {{ ref('fct_time_actual') }} as facts
cross join run
where facts.source <> 'generated' and facts.local_date >= run.today - 28 and facts.local_date < run.today
group by 1, 2
