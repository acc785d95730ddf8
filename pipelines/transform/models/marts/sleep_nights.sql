with run as (
    select * from {{ ref('int_run') }}
),

-- Before the cut at midnight, which would make two nights of one.
entries as (
    select
        covered.start_at,
        covered.end_at,
        cast(covered.end_at at time zone run.timezone as date) - 1 as night_date
    from {{ ref('int_time_covered') }} as covered
    cross join run
    where covered.personal_category = 'Sleep'
)

select
    night_date,
    min(start_at) as first_start_at,
    max(end_at) as last_end_at,
    cast(sum(extract(epoch from end_at - start_at)) as integer) as sleep_seconds,
    cast(count(*) as integer) as entries
from entries
group by night_date
