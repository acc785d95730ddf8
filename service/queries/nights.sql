-- The sleep of nights, for `GET /api/nights`.

-- name: nights
select
    nights.night_date as date,
    nights.bed_at,
    case when nights.is_finished then nights.up_at end as up_at,
    nights.sleep_seconds,
    nights.entry_count as entries,
    nights.is_finished,
    coalesce(evening.is_read, false) and coalesce(morning.is_read, false) as is_read
from marts.sleep_nights as nights
left join marts.daily_summary as evening on nights.night_date = evening.local_date
left join marts.daily_summary as morning on nights.night_date + 1 = morning.local_date
where nights.night_date between %(first)s and %(last)s
order by nights.night_date;
