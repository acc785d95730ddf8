{# What an entry logged is what counts of it and what a later one takes, also where all of it is taken. #}

select
    entry_id,
    logged_seconds,
    counted_seconds,
    overlap_seconds
from {{ ref('int_time_account') }}
where logged_seconds <> counted_seconds + overlap_seconds or counted_seconds < 0 or overlap_seconds < 0
