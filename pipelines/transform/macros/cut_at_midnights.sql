{#
The pieces of each row of a relation by local date: all its columns, `local_date`, `piece_start_at` and `piece_end_at`.
The rows may last for centuries; only their part within the known days becomes pieces. The model that calls this has the
CTEs `run` (int_run) and `days` (dim_date).
#}
{% macro cut_at_midnights(relation, start_at, end_at) -%}
    select
        {{ relation }}.*,
        days.local_date,
        greatest({{ relation }}.{{ start_at }}, days.day_start_at) as piece_start_at,
        least({{ relation }}.{{ end_at }}, days.day_end_at) as piece_end_at
    from {{ relation }}
    cross join run
    cross join (
        select
            min(day_start_at) as first_at,
            max(day_end_at) as last_at
        from days
    ) as bounds
    cross join lateral generate_series(
        date_trunc('day', greatest({{ relation }}.{{ start_at }}, bounds.first_at) at time zone run.timezone),
        date_trunc(
            'day',
            (least({{ relation }}.{{ end_at }}, bounds.last_at) - interval '1 second') at time zone run.timezone
        ),
        interval '1 day'
    ) as series (midnight)
    inner join days on days.local_date = cast(series.midnight as date)
    where greatest({{ relation }}.{{ start_at }}, days.day_start_at) < least({{ relation }}.{{ end_at }}, days.day_end_at)
{%- endmacro %}
