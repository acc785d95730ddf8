-- The segments of days, for `GET /api/days`.

-- name: as_of
-- The instant and the zone of the last transform.
select
    as_of,
    timezone,
    (as_of at time zone timezone)::date as today
from marts.data_quality;

-- name: days
select
    days.local_date as date,
    days.day_start_at,
    days.day_type,
    days.holiday_name,
    days.length_seconds,
    least(
        greatest(extract(epoch from quality.as_of - days.day_start_at), 0), days.length_seconds
    )::integer as elapsed_seconds,
    coalesce(summary.tracked_seconds, 0) as tracked_seconds,
    coalesce(summary.is_complete, false) as is_complete,
    coalesce(summary.is_read, false) as is_read
from marts.calendar_days as days
cross join marts.data_quality as quality
left join marts.daily_summary as summary on days.local_date = summary.local_date
where days.local_date between %(first)s and %(last)s
order by days.local_date;

-- name: actual
select
    local_date,
    start_second,
    end_second,
    category,
    entry_id,
    source,
    project_name,
    client_name,
    tag_names,
    description,
    is_billable,
    lengthened_seconds
from marts.day_segments
where local_date between %(first)s and %(last)s
order by local_date, start_second, segment_id collate "C";

-- name: unread
select
    local_date,
    start_second,
    end_second
from marts.unread_segments
where local_date between %(first)s and %(last)s
order by local_date, start_second;

-- name: plan
select
    local_date,
    start_second,
    end_second,
    category,
    title
from marts.plan_segments
where local_date between %(first)s and %(last)s
order by local_date, start_second, end_second, segment_id collate "C";

-- name: notes
select
    local_date,
    title
from marts.plan_notes
where local_date between %(first)s and %(last)s
order by local_date, title collate "C";
