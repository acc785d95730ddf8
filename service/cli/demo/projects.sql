-- name: weekly_projects
-- A project with a client is named with it, as names need not be unique across clients.
select
    week_start,
    coalesce(project_name, '(no project)') || coalesce(' (' || client_name || ')', '') as project,
    sum(logged_seconds)::float8 as seconds
from marts.weekly_projects
where week_start > (select max(week_start) from marts.weekly_projects) - 7 * %(weeks)s::integer
group by 1, 2;

-- name: span
select
    (first_start_at at time zone timezone)::date as first,
    (last_end_at at time zone timezone)::date as last,
    timezone
from marts.data_quality;
