with run as (
    select * from {{ ref('int_run') }}
),

filled as (
    select * from {{ ref('int_time_filled') }}
),

days as (
    select * from {{ ref('dim_date') }}
),

categories as (
    select * from {{ ref('dim_category') }}
),

pieces as (
    select
        filled.*,
        days.local_date,
        greatest(filled.start_at, days.day_start_at) as piece_start_at,
        least(filled.end_at, days.day_end_at) as piece_end_at,
        least(filled.counted_end_at, days.day_end_at) as piece_counted_end_at
    from filled
    cross join run
    cross join lateral generate_series(
        date_trunc('day', filled.start_at at time zone run.timezone),
        date_trunc('day', (filled.end_at - interval '1 second') at time zone run.timezone),
        interval '1 day'
    ) as series (midnight)
    inner join days on days.local_date = cast(series.midnight as date)
)

select
    pieces.entry_id || '_' || row_number() over (partition by pieces.entry_id order by pieces.piece_start_at) as id,
    pieces.entry_id,
    pieces.local_date,
    pieces.piece_start_at as start_at,
    pieces.piece_end_at as end_at,
    cast(extract(epoch from pieces.piece_end_at - pieces.piece_start_at) as integer) as duration_seconds,
    cast(
        greatest(0, extract(epoch from pieces.piece_counted_end_at - pieces.piece_start_at)) as integer
    ) as counted_seconds,
    pieces.description,
    pieces.project_name,
    pieces.project_color,
    pieces.client_name,
    pieces.tag_names,
    pieces.is_billable,
    pieces.category,
    categories.coarse_category,
    categories.social_category,
    pieces.source
from pieces
left join categories on pieces.category = categories.category
where pieces.piece_start_at < pieces.piece_end_at
