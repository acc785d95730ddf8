select
    local_date,
    cast(count(*) as integer) as entry_count,
    cast(sum(logged_seconds) as bigint) as logged_seconds,
    cast(sum(counted_seconds) as bigint) as counted_seconds,
    cast(sum(overlap_seconds) as bigint) as overlap_seconds,
    cast(count(*) filter (where overlap_seconds > 0) as integer) as overlap_count
from {{ ref('int_time_account') }}
group by local_date
