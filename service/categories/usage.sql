-- name: matches
-- The category of each combination that the rules look at, by the rules as they are now, with its time.
select
    matches.subject_id,
    matches.project_name,
    matches.client_name,
    matches.description,
    matches.project_color,
    matches.category,
    matches.category_key,
    matches.match_type,
    matches.match_value,
    matches.rule_set,
    matches.rule_number,
    usage.seconds,
    usage.recent_seconds,
    usage.entry_count,
    usage.last_date
from core.int_category_matches as matches
inner join marts.category_usage as usage on matches.subject_id = usage.subject_id

-- name: recent_days
-- The days of the last four weeks on which targets are judged.
select days.local_date, days.day_type
from marts.calendar_days as days
inner join marts.counted_days as counted on days.local_date = counted.local_date
cross join marts.data_quality as quality
where counted.is_counted and days.local_date >= (quality.as_of at time zone quality.timezone)::date - 28
order by days.local_date

-- name: recent_usage
-- The time of each combination on each day of the last four weeks.
select local_date, subject_id, seconds
from marts.recent_usage

-- name: idle_rules
-- The person's own rules that decide nothing: nothing matches, or a stronger rule matches first.
select rules.match_type, rules.match_value, rules.category
from staging.stg_category_rules as rules
where
    rules.rule_set = 'own'
    and not exists (
        select 1 from core.int_category_matches as matches
        where matches.rule_number = rules.rule_number
    )
order by rules.rule_number

-- name: categories
select category, category_key, category_order, coarse_category, social_category, color, is_used
from core.dim_category
order by category_order
