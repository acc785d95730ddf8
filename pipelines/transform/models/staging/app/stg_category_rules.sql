with newest as (
    select * from {{ source('app', 'category_rules') }}
    order by version desc
    limit 1
),

own as (
    select
        stored.place,
        stored.rule ->> 'match_type' as match_type,
        stored.rule ->> 'match_value' as match_value,
        stored.rule ->> 'match_key' as match_key,
        stored.rule ->> 'category' as category,
        stored.rule ->> 'category_key' as category_key,
        'own' as rule_set
    from newest
    cross join lateral jsonb_array_elements(newest.rules) with ordinality as stored (rule, place)
),

shipped as (
    select
        cast(null as bigint) as place,
        rule_sets.match_type,
        rule_sets.match_value,
        case
            when rule_sets.match_type = 'project_color' then {{ color('rule_sets.match_value') }}
            else {{ folded('rule_sets.match_value') }}
        end as match_key,
        rule_sets.category,
        {{ folded('rule_sets.category') }} as category_key,
        rule_sets.rule_set
    from {{ ref('category_rule_sets') }} as rule_sets
    inner join newest on rule_sets.rule_set = any(newest.rule_sets)
),

all_rules as (
    select * from own
    union all
    select * from shipped
)

select
    -- The person's own rules go before those that ship.
    cast(row_number() over (order by all_rules.place nulls last, all_rules.match_value collate "C") as integer)
        as rule_number,
    array_position(newest.match_order, all_rules.match_type) as match_rank,
    all_rules.match_type,
    all_rules.match_value,
    all_rules.match_key,
    all_rules.category,
    all_rules.category_key,
    all_rules.rule_set
from all_rules
cross join newest
