-- As on Toggl's own page: uncut, in the week of the entry's start, overlaps included.
select
    cast(date_trunc('week', cast(account.local_date as timestamp)) as date) as week_start,
    entries.client_name,
    entries.project_name,
    count(*) as entry_count,
    cast(sum(account.logged_seconds) as bigint) as logged_seconds
from {{ ref('int_time_account') }} as account
inner join {{ ref('int_time_entries') }} as entries on account.entry_id = entries.entry_id
group by 1, 2, 3
