{#
From the first start to the last end no pieces overlap, none touches time that was read and leaves it out, and every
piece lies in its local day.
#}

with pieces as (
    select
        id,
        local_date,
        start_at,
        end_at,
        duration_seconds,
        counted_seconds,
        lag(end_at) over (order by start_at, end_at) as previous_end_at
    from {{ ref('fct_time_actual') }}
)

select pieces.*
from pieces
inner join {{ ref('dim_date') }} as dim_date on pieces.local_date = dim_date.local_date
where
    pieces.start_at >= pieces.end_at
    or pieces.previous_end_at > pieces.start_at
    or (
        pieces.previous_end_at < pieces.start_at
        and exists (
            select 1
            from {{ ref('int_read_spans') }} as spans
            where spans.start_at < pieces.start_at and spans.end_at > pieces.previous_end_at
        )
    )
    or pieces.start_at < dim_date.day_start_at
    or pieces.end_at > dim_date.day_end_at
    or pieces.duration_seconds <> extract(epoch from pieces.end_at - pieces.start_at)
    or pieces.counted_seconds not between 0 and pieces.duration_seconds
