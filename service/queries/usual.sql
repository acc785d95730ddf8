-- The same weekday of earlier weeks, for `GET /api/usual`.

-- name: usual
-- A row for each category with any time on the last eight days of that weekday that count; one without a category where
-- nothing was logged on them; no row without such a day.
with days as (
    select local_date
    from marts.counted_days
    where
        is_counted
        and local_date < %(date)s
        and extract(isodow from local_date) = extract(isodow from %(date)s::date)
    order by local_date desc
    limit %(weeks)s
),

span as (
    select count(*) as days, min(local_date) as first, max(local_date) as last
    from days
),

-- A day without time of a category is a zero.
cells as (
    select used.category_key, coalesce(actual.seconds, 0) / 60.0 as minutes
    from (
        select distinct category_key
        from marts.daily_categories
        where local_date in (select local_date from days) and category_key <> 'untracked'
    ) as used
    cross join days
    left join marts.daily_categories as actual
        on days.local_date = actual.local_date and used.category_key = actual.category_key
),

quartiles as (
    select
        category_key,
        percentile_cont(array[0.25, 0.5, 0.75]) within group (order by minutes) as minutes
    from cells
    group by category_key
)

select
    span.days,
    span.first,
    span.last,
    categories.category,
    categories.color,
    quartiles.minutes[1] as lower,
    quartiles.minutes[2] as minutes,
    quartiles.minutes[3] as upper
from span
left join quartiles on true
left join core.dim_category as categories on quartiles.category_key = categories.category_key
where span.days > 0
order by categories.category_order, quartiles.category_key collate "C";
