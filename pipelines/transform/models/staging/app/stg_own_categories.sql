with newest as (
    select * from {{ source('app', 'category_rules') }}
    order by version desc
    limit 1
)

select
    stored.own ->> 'category' as category,
    stored.own ->> 'category_key' as category_key,
    coalesce(stored.own ->> 'coarse_category', 'Unknown') as coarse_category,
    cast(stored.own ->> 'category_order' as integer) as category_order,
    stored.own ->> 'color' as color
from newest
cross join lateral jsonb_array_elements(newest.categories) as stored (own)
