{#
The instant and the zone of this run, as one row. They come from the environment (or --vars) and are read in this one
model, so that a new instant makes dbt parse one file again and not all.
#}
with given as (
    select
        -- Whole seconds, as all times here.
        date_trunc(
            'second',
            cast('{{ var("as_of", env_var("LIFETRACER_AS_OF", run_started_at.isoformat())) }}' as timestamptz)
        ) as as_of,
        cast('{{ var("timezone", env_var("LIFETRACER_TIMEZONE", "Asia/Tokyo")) }}' as text) as timezone
)

select
    as_of,
    timezone,
    cast(as_of at time zone timezone as date) as today,
    -- As far as plan, targets and estimates are looked at.
    cast(as_of at time zone timezone as date) + 40 as last_date
from given
