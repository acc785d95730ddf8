-- name: switch_on_colors
select app.save_category_rules(
    version, 'command', 'Colours switched on.', null, '{names,colors}', match_order, rules, categories, now()
)
from app.category_rules
order by version desc
limit 1

-- name: set_target
select app.set_target(%s, %s, %s, %s, %s, %s, '', %s)
