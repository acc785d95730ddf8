-- The stored settings as rows: API and command line read the same ones.

-- name: current
select name, value, version, set_by, valid_from
from app.settings
where valid_to is null

-- name: history
select name, version, value, set_by, valid_from, valid_to
from app.settings
where (%(name)s::text is null or name = %(name)s)
order by valid_from desc, name, version desc

-- name: set
select name, value, version, set_by, valid_from
from app.set_setting(%(name)s, %(value)s, %(set_by)s, clock_timestamp())

-- PostgreSQL may know other zones than Python does; an unknown one is an error.
-- name: check_zone
select now() at time zone %(zone)s

-- Schedules in another zone than the stored one, which someone chose.
-- name: schedules_elsewhere
select name, timezone
from gateway.schedules
where not follows_zone and timezone <> %(zone)s
order by name

-- A schedule that follows restarts in the other zone: its ticks are those after now.
-- name: follow_zone
update gateway.schedules
set timezone = %(zone)s, decided_until = clock_timestamp()
where follows_zone and timezone <> %(zone)s
returning name

-- name: is_transformed
select to_regclass('marts.data_quality') is not null as is_transformed

-- name: lock
-- No other change of the settings until the transaction ends.
select app.lock_settings()
