with totals as (
    select
        local_date,
        sum(duration_seconds) as covered_seconds,
        coalesce(sum(duration_seconds) filter (where source <> 'generated'), 0) as tracked_seconds,
        coalesce(sum(duration_seconds) filter (where source = 'generated'), 0) as untracked_seconds,
        count(*) filter (where source <> 'generated') as entry_count
    from {{ ref('fct_time_actual') }}
    group by local_date
)

select
    days.local_date,
    days.length_seconds,
    cast(totals.covered_seconds as integer) as covered_seconds,
    cast(totals.tracked_seconds as integer) as tracked_seconds,
    cast(totals.untracked_seconds as integer) as untracked_seconds,
    cast(totals.entry_count as integer) as entry_count,
    totals.tracked_seconds * 100 >= cast(days.length_seconds as bigint) * 95 as is_complete
from {{ ref('dim_date') }} as days
inner join totals on days.local_date = totals.local_date
