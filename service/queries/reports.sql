-- name: all
-- Every printed report, the newest period first.
select
    id as report_id,
    period,
    first_date,
    last_date,
    language,
    pages,
    length(pdf) as bytes,
    created_at
from app.reports
order by first_date desc, period, language;

-- name: newest
-- The report with this id, or the one printed last of those with this period and language; null = any.
select
    period,
    first_date,
    language,
    pdf
from app.reports
where
    (%(id)s::text is null or id::text = %(id)s)
    and (%(period)s::text is null or period = %(period)s)
    and (%(language)s::text is null or language = %(language)s)
order by created_at desc, first_date desc
limit 1;

-- name: delete
delete from app.reports
where id = %s
returning id
