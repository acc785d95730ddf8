{# From the first start to the last end there is neither a gap nor an overlap, and every piece lies in its local day. #}

with pieces as (
    select
        id,
        local_date,
        start_at,
        end_at,
        duration_seconds,
        lag(end_at) over (order by start_at, end_at) as previous_end_at
    from {{ ref('fct_time_actual') }}
)

select pieces.*
from pieces
inner join {{ ref('dim_date') }} as dim_date on pieces.local_date = dim_date.local_date
where
    pieces.start_at >= pieces.end_at
    or pieces.previous_end_at <> pieces.start_at
    or pieces.start_at < dim_date.day_start_at
    or pieces.end_at > dim_date.day_end_at
    or pieces.duration_seconds <> extract(epoch from pieces.end_at - pieces.start_at)
