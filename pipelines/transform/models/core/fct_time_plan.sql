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

pieces as (
    {{ cut_at_midnights('events', 'started_at', 'ended_at') }}
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
    categories.category,
    pieces.category_key,
    categories.coarse_category,
    pieces.source
from pieces
left join categories on pieces.category_key = categories.category_key
