-- name: set
select * from app.set_target(%s, %s, %s, %s, %s, %s, %s, now())

-- name: transformed
select to_regclass('marts.data_quality') is not null as is_transformed

-- name: set_since
-- The local date begins as in the days of the last transform; before the first of them the clock did not change twice.
with given as (
    select
        %s::date as since,
        quality.timezone
    from marts.data_quality as quality
),
begun as (
    select
        given.timezone,
        coalesce(dates.day_start_at, given.since::timestamp at time zone given.timezone) as since_at
    from given
    left join core.dim_date as dates on dates.local_date = given.since
)
select target.*
from begun
cross join lateral app.set_target_since(
    %s, %s, %s, %s, %s, %s, %s, begun.since_at, begun.timezone, %s, now()
) as target
