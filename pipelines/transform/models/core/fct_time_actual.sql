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
    {{ cut_at_midnights('filled', 'start_at', 'end_at') }}
)

select
    pieces.entry_id || '_' || row_number() over (partition by pieces.entry_id order by pieces.piece_start_at) as id,
    pieces.entry_id,
    pieces.local_date,
    pieces.piece_start_at as start_at,
    pieces.piece_end_at as end_at,
    cast(extract(epoch from pieces.piece_end_at - pieces.piece_start_at) as integer) as duration_seconds,
    cast(
        greatest(
            0, extract(epoch from least(pieces.counted_end_at, pieces.piece_end_at) - pieces.piece_start_at)
        ) as integer
    ) as counted_seconds,
    pieces.description,
    pieces.project_name,
    pieces.project_color,
    pieces.client_name,
    pieces.tag_names,
    pieces.is_billable,
    categories.category,
    pieces.category_key,
    categories.coarse_category,
    categories.social_category,
    pieces.source
from pieces
left join categories on pieces.category_key = categories.category_key
