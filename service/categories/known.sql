-- name: named
-- Categories that the person has added, or named in a rule or in a target.
with newest as (
    select * from app.category_rules
    order by version desc
    limit 1
)
select stored.rule ->> 'category' as category, stored.rule ->> 'category_key' as category_key
from newest
cross join lateral jsonb_array_elements(newest.rules) as stored (rule)
union all
select category, category_key from (
    select category, category_key from app.targets order by valid_from
) as targets
union all
select stored.own ->> 'category', stored.own ->> 'category_key'
from newest
cross join lateral jsonb_array_elements(newest.categories) as stored (own)

-- name: has_dimension
-- Before the first transform of this version there is none.
select exists (
    select 1 from information_schema.columns
    where table_schema = 'core' and table_name = 'dim_category' and column_name = 'category_key'
) as has

-- name: dimension
-- Categories of the last transform.
select category, category_key from core.dim_category
