-- The rule of pipelines/counted_days.py, for the reads of the gateway; a test holds the two equal.
with run as (
    select * from {{ ref('int_run') }}
),

ended as (
    select
        summary.local_date,
        summary.is_read,
        summary.is_complete,
        summary.entry_count > 0 as has_entry,
        summary.long_entry_count > 0 as is_forgotten,
        summary.local_date >= run.today - 1095 as is_recent
    from {{ ref('daily_summary') }} as summary
    cross join run
    where summary.local_date < run.today
),

days as (
    select
        *,
        -- The days without an entry after the same entry are one stretch.
        count(*) filter (where has_entry) over (order by local_date) as stretch
    from ended
    where local_date >= (select min(local_date) from ended where has_entry)
),

recent as (
    select * from days
    where is_recent and local_date >= (select min(local_date) from days where is_recent and has_entry)
),

walked as (
    select
        local_date,
        count(*) filter (where is_complete) over (
            order by local_date rows between 27 preceding and current row
        ) as complete_days
    from recent
    where is_read
),

-- Entered with 23 complete days of the last 28 and left with fewer than 17; between them the mode stays.
mode as (
    select
        coalesce(
            (array_agg(complete_days >= 23 order by local_date desc) filter (
                where complete_days >= 23 or complete_days < 17
            ))[1],
            false
        ) as is_whole_day
    from walked
),

-- Where more than a tenth of the days with entries have one of 12 hours, these are long shifts.
shifts as (
    select coalesce(count(*) filter (where is_forgotten) > 0.1 * count(*) filter (where has_entry), false) as are_usual
    from recent
),

breaks as (
    select stretch
    from days
    where is_read and not has_entry and stretch < (select max(stretch) from days)
    group by stretch
    having count(*) >= 14
)

select
    days.local_date,
    days.is_read
    and (days.has_entry or breaks.stretch is null)
    and case
        when mode.is_whole_day then days.is_complete
        else shifts.are_usual or not days.is_forgotten
    end as is_counted
from days
cross join mode
cross join shifts
left join breaks on days.stretch = breaks.stretch
