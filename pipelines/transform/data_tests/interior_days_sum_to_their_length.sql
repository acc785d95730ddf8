{#
Between the first and the last day every local day that was read is covered exactly: 86,400 s, 82,800 or 90,000 with
the clock.
#}
select
    local_date,
    length_seconds,
    covered_seconds
from {{ ref('daily_summary') }}
where
    covered_seconds > length_seconds
    or (
        covered_seconds < length_seconds
        and is_read
        and local_date > (select min(local_date) from {{ ref('daily_summary') }})
        and local_date < (select max(local_date) from {{ ref('daily_summary') }})
    )
