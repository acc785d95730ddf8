with own as (
    select
        match_type,
        match_value,
        personal_category
    from {{ source('raw', 'category_mapping') }}
),

shipped as (
    select
        match_type,
        match_value,
        personal_category
    from {{ ref('categories') }}
    where not exists (select 1 from own)
),

chosen as (
    select * from own
    union all
    select * from shipped
)

select
    match_type,
    case when match_type = 'project_color' then {{ color('match_value') }} else {{ stripped('match_value') }} end
        as match_value,
    {{ stripped('personal_category') }} as personal_category
from chosen
