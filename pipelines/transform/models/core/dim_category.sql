with groups as (
    select * from {{ ref('category_groups') }}
),

mapped as (
    select distinct personal_category as category
    from {{ ref('stg_category_mapping') }}
),

project_colors as (
    select
        category,
        project_color,
        count(*) as entry_count
    from {{ ref('int_time_entries') }}
    where status = 'live'
    group by category, project_color
),

used as (
    select
        category,
        (array_agg(project_color order by entry_count desc, project_color) filter (where project_color is not null))[1]
            as project_color
    from project_colors
    group by category
),

palette as (
    select array['#990099', '#c9806b', '#566614', '#bf7000', '#00838f', '#6d4c41', '#ad1457', '#33691e'] as colors
),

names as (
    select category from groups
    union
    select category from mapped
    union
    select category from used
    union
    select category from {{ ref('int_time_observed') }}
    union
    select unnest(array['Uncategorized', 'Untracked'])
),

placed as (
    select
        names.category,
        groups.coarse_category,
        groups.social_category,
        row_number() over (
            order by
                names.category = 'Untracked',
                names.category = 'Uncategorized',
                groups.category_order nulls last,
                names.category collate "C"
        ) as category_order,
        case
            when names.category = 'Untracked' then '#e5e5e5'
            when names.category = 'Uncategorized' then '#a6a6a6'
            else coalesce(
                groups.color,
                used.project_color,
                -- The same name has the same colour in every run and on every server.
                palette.colors[
                    1 + cast(cast('x' || left(md5(names.category), 7) as bit(28)) as integer)
                    % array_length(palette.colors, 1)
                ]
            )
        end as color
    from names
    cross join palette
    left join groups on names.category = groups.category
    left join used on names.category = used.category
)

select
    category,
    cast(category_order as integer) as category_order,
    coalesce(coarse_category, 'Unknown') as coarse_category,
    coalesce(social_category, 'UNKNOWN') as social_category,
    color
from placed
