with run as (
    select * from {{ ref('int_run') }}
),

spans as (
    select coalesce(range_agg(tstzrange(start_at, end_at)), '{}') as spans
    from {{ ref('int_read_spans') }}
),

pieces as (
    select
        local_date,
        range_agg(tstzrange(start_at, end_at)) as pieces
    from {{ ref('fct_time_actual') }}
    group by local_date
),

days as (
    select
        dates.local_date,
        dates.day_start_at,
        least(dates.day_end_at, run.as_of) as elapsed_until,
        dates.local_date = run.today as is_today,
        tstzmultirange(tstzrange(dates.day_start_at, dates.day_end_at)) * spans.spans as read_part
    from {{ ref('dim_date') }} as dates
    cross join run
    cross join spans
    where dates.day_start_at < run.as_of
),

-- What is known although the time around it was not read, such as the entry that a window cuts, is not unread.
unread as (
    select
        days.local_date,
        days.day_start_at,
        unnest(
            tstzmultirange(
                tstzrange(
                    days.day_start_at,
                    -- Of today only what lies before the last sync can be missing.
                    case
                        when days.is_today and not isempty(days.read_part) then upper(days.read_part)
                        else days.elapsed_until
                    end
                )
            )
            - days.read_part
            - coalesce(pieces.pieces, '{}')
        ) as span
    from days
    left join pieces on days.local_date = pieces.local_date
)

select
    local_date,
    cast(extract(epoch from lower(span) - day_start_at) as integer) as start_second,
    cast(extract(epoch from upper(span) - day_start_at) as integer) as end_second
from unread
