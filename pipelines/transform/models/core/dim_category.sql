with groups as (
    select
        *,
        {{ folded('category') }} as category_key
    from {{ ref('category_groups') }}
),

own as (
    select * from {{ ref('stg_own_categories') }}
),

entries as (
    select
        category_key,
        category,
        project_color,
        started_at
    from {{ ref('int_time_entries') }}
    where status = 'live'
),

filled as (
    select distinct
        category_key,
        category
    from {{ ref('int_time_filled') }}
),

plan as (
    select distinct
        category_key,
        category
    from {{ ref('int_plan_events') }}
    where status = 'live'
),

-- Also those of the past, which have days of their own.
targets as (
    select
        category_key,
        category,
        bool_or(valid_to is null) as is_current
    from {{ source('app', 'targets') }}
    group by category_key, category
),

-- A name can be spelled in several ways: the person's own list decides, else the spelling with the most entries, of
-- equally many the one used last.
spelled as (
    select
        category_key,
        category,
        count(*) as entry_count,
        max(started_at) as last_started_at
    from entries
    group by category_key, category

    union all

    select category_key, category, 0, null from filled
    union all
    select category_key, category, 0, null from plan
    union all
    select category_key, category, 0, null from targets
    union all
    select category_key, category, 0, null from {{ ref('stg_category_rules') }}
    union all
    select {{ folded('name') }}, name, 0, null
    from unnest(array['Uncategorized', 'Untracked']) as constant (name)
),

usual as (
    select distinct on (category_key)
        category_key,
        category
    from spelled
    order by category_key, entry_count desc, last_started_at desc nulls last, category collate "C"
),

project_colors as (
    select
        category_key,
        project_color,
        count(*) as entry_count
    from entries
    group by category_key, project_color
),

used as (
    select
        category_key,
        (array_agg(project_color order by entry_count desc, project_color) filter (where project_color is not null))[1]
            as project_color
    from project_colors
    group by category_key
),

-- What has neither time nor a current target nor a plan is shown nowhere.
in_use as (
    select category_key from filled
    union
    select category_key from plan
    union
    select category_key from targets where is_current
),

palette as (
    select array['#990099', '#c9806b', '#566614', '#bf7000', '#00838f', '#6d4c41', '#ad1457', '#33691e'] as colors
),

keys as (
    select category_key from groups
    union
    select category_key from own
    union
    select category_key from usual
),

named as (
    select
        keys.category_key,
        coalesce(groups.category, own.category, usual.category) as category,
        groups.category is not null as is_built_in,
        coalesce(groups.category_order, own.category_order) as wanted_order,
        coalesce(groups.coarse_category, own.coarse_category, 'Unknown') as coarse_category,
        groups.social_category,
        coalesce(groups.color, own.color, used.project_color) as color,
        exists (select 1 from in_use where in_use.category_key = keys.category_key) as is_used
    from keys
    left join groups on keys.category_key = groups.category_key
    left join own on keys.category_key = own.category_key
    left join usual on keys.category_key = usual.category_key
    left join used on keys.category_key = used.category_key
)

select
    named.category,
    named.category_key,
    cast(
        row_number() over (
            order by
                named.category_key = 'untracked',
                named.category_key = 'uncategorized',
                named.wanted_order nulls last,
                not named.is_built_in,
                named.category collate "C"
        ) as integer
    ) as category_order,
    named.coarse_category,
    coalesce(
        named.social_category,
        case named.coarse_category
            when 'Essentials' then 'PRIMARY'
            when 'Obligation' then 'SECONDARY'
            when 'Leisure' then 'TERTIARY'
            else 'UNKNOWN'
        end
    ) as social_category,
    case named.category_key
        when 'untracked' then '#e5e5e5'
        when 'uncategorized' then '#a6a6a6'
        else coalesce(
            named.color,
            -- The same name has the same colour in every run and on every server.
            palette.colors[
                1 + cast(cast('x' || left(md5(named.category_key), 7) as bit(28)) as integer)
                % array_length(palette.colors, 1)
            ]
        )
    end as color,
    named.is_used
from named
cross join palette
