-- name: newest
select version, origin, note, restores, rule_sets, match_order, rules, categories, created_at
from app.category_rules
order by version desc
limit 1

-- name: history
select version, origin, note, restores, rule_sets, match_order, rules, categories, created_at
from app.category_rules
order by version desc

-- name: save
select version, origin, note, restores, rule_sets, match_order, rules, categories, created_at
from app.save_category_rules(%s, %s, %s, %s, %s, %s, %s::jsonb, %s::jsonb, now())
