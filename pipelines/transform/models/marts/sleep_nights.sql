with run as (
    select * from {{ ref('int_run') }}
),

-- Before the cut at midnight; a night begins at 18:00, so what is slept before and after midnight is one night.
pieces as (
    select
        covered.entry_id,
        covered.start_at,
        covered.end_at,
        cast((covered.start_at at time zone run.timezone) - interval '18 hours' as date) as night_date
    from {{ ref('int_time_covered') }} as covered
    cross join run
    where covered.category_key = 'sleep'
)

select
    night_date,
    min(start_at) as first_start_at,
    max(end_at) as last_end_at,
    cast(sum(extract(epoch from end_at - start_at)) as integer) as sleep_seconds,
    cast(count(distinct entry_id) as integer) as entry_count
from pieces
group by night_date
