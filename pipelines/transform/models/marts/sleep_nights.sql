with run as (
    select * from {{ ref('int_run') }}
),

-- Before the cut at midnight; a night begins at 18:00, so what is slept before and after midnight is one night.
pieces as (
    select
        covered.entry_id,
        covered.start_at,
        covered.end_at,
        entries.ended_at is null as is_running,
        cast((covered.start_at at time zone run.timezone) - interval '18 hours' as date) as night_date
    from {{ ref('int_time_covered') }} as covered
    inner join {{ ref('int_time_entries') }} as entries on covered.entry_id = entries.entry_id
    cross join run
    where covered.category_key = 'sleep'
),

stretched as (
    select
        *,
        -- A break of an hour leaves a stretch of sleep whole.
        start_at - max(end_at) over (
            partition by night_date order by start_at rows between unbounded preceding and 1 preceding
        ) > interval '1 hour' as is_new
    from pieces
),

numbered as (
    select
        *,
        count(*) filter (where is_new) over (partition by night_date order by start_at) as stretch
    from stretched
),

-- A nap in the afternoon is time asleep, and not an early night.
longest as (
    select distinct on (night_date)
        night_date,
        min(start_at) as bed_at,
        max(end_at) as up_at
    from numbered
    group by night_date, stretch
    order by night_date, max(end_at) - min(start_at) desc, min(start_at)
),

nights as (
    select
        night_date,
        min(start_at) as first_start_at,
        max(end_at) as last_end_at,
        cast(sum(extract(epoch from end_at - start_at)) as integer) as sleep_seconds,
        cast(count(distinct entry_id) as integer) as entry_count,
        bool_or(is_running) as is_running
    from pieces
    group by night_date
),

awake as (
    select max(start_at) as last_start_at
    from {{ ref('int_time_filled') }}
    where category_key not in ('sleep', 'untracked')
)

select
    nights.night_date,
    nights.first_start_at,
    nights.last_end_at,
    longest.bed_at,
    longest.up_at,
    nights.sleep_seconds,
    nights.entry_count,
    coalesce(awake.last_start_at >= nights.last_end_at, false)
    or (
        run.as_of >= (cast(nights.night_date as timestamp) + interval '36 hours') at time zone run.timezone
        and not nights.is_running
    ) as is_finished
from nights
inner join longest on nights.night_date = longest.night_date
cross join awake
cross join run
