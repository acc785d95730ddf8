{#
The instant and the zone of this run, as one row. They come from the environment (or --vars) and are read in this one
model, so that a new instant makes dbt parse one file again and not all.
#}
select
    -- Whole seconds, as all times here.
    date_trunc(
        'second',
        cast('{{ var("as_of", env_var("LIFETRACER_AS_OF", run_started_at.isoformat())) }}' as timestamptz)
    ) as as_of,
    cast('{{ var("timezone", env_var("LIFETRACER_TIMEZONE", "Asia/Tokyo")) }}' as text) as timezone
