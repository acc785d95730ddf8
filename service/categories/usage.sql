-- name: matches
-- The category of each combination that the rules look at, by the rules as they are now, with its time.
select
    matches.subject_id,
    matches.project_name,
    matches.client_name,
    matches.category,
    matches.category_key,
    matches.match_type,
    matches.match_value,
    matches.rule_set,
    matches.rule_number,
    usage.seconds,
    usage.recent_seconds,
    usage.last_date
from core.int_category_matches as matches
inner join marts.category_usage as usage on matches.subject_id = usage.subject_id

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
