-- Whose entries the data holds, by the last transform and by what was imported since.

-- The first transform makes the table of people.
-- name: is_known
select to_regclass('core.int_people') is not null as is_known

-- name: people
select
    person_key,
    max(person_name) as person_name,
    (sum(logged_seconds) / 3600.0)::double precision as hours,
    bool_and(is_counted) as is_counted
from core.int_people
where person_key <> ''
group by person_key
order by hours desc, person_key

-- name: imported
select distinct btrim(data ->> 'Email') as email, btrim(data ->> 'User') as name
from raw.toggl_csv__time_entries
where deleted_at is null
