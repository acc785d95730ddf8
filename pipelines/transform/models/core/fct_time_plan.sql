with run as (
    select * from {{ ref('int_run') }}
),

events as (
    select * from {{ ref('int_plan_events') }}
    where status = 'live' and started_at < ended_at
),

days as (
    select * from {{ ref('dim_date') }}
),

categories as (
    select * from {{ ref('dim_category') }}
),

-- An event may last for centuries; only its part within the known days becomes pieces.
bounds as (
    select
        min(day_start_at) as first_at,
        max(day_end_at) as last_at
    from days
),

pieces as (
    select
        events.*,
        days.local_date,
        greatest(events.started_at, days.day_start_at) as piece_start_at,
        least(events.ended_at, days.day_end_at) as piece_end_at
    from events
    cross join run
    cross join bounds
    cross join lateral generate_series(
        date_trunc('day', greatest(events.started_at, bounds.first_at) at time zone run.timezone),
        date_trunc('day', (least(events.ended_at, bounds.last_at) - interval '1 second') at time zone run.timezone),
        interval '1 day'
    ) as series (midnight)
    inner join days on days.local_date = cast(series.midnight as date)
)

select
    pieces.event_id || '_' || row_number() over (partition by pieces.event_id order by pieces.local_date) as id,
    pieces.event_id,
    pieces.local_date,
    pieces.piece_start_at as start_at,
    pieces.piece_end_at as end_at,
    cast(extract(epoch from pieces.piece_end_at - pieces.piece_start_at) as integer) as duration_seconds,
    pieces.title,
    pieces.calendar_name,
    pieces.category,
    categories.coarse_category,
    pieces.source
from pieces
left join categories on pieces.category = categories.category
where pieces.piece_start_at < pieces.piece_end_at
