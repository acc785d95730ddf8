with run as (
    select * from {{ ref('int_run') }}
),

calendars as (
    select * from {{ ref('stg_gcal__calendars') }}
),

colors as (
    select * from {{ ref('stg_gcal__colors') }}
),

windows as (
    select * from {{ ref('stg_sync_windows') }}
    where service = 'gcal' and entity = 'events'
),

name_keys as (
    select * from {{ source('core', 'name_keys') }}
),

rules as (
    select * from {{ ref('stg_category_rules') }}
),

entries as (
    select
        entries.project_name,
        {{ name_key('name_keys', 'entries.project_name') }} as project_key,
        entries.category,
        entries.category_key
    from {{ ref('int_time_entries') }} as entries
    left join name_keys on entries.project_name = name_keys.name
    where entries.status = 'live'
),

-- The rules by which a title alone decides: equal to a project rule, else containing a description rule.
title_rules as (
    select distinct on (match_key)
        match_key,
        category,
        category_key
    from rules
    where match_type = 'project_name'
    order by match_key, rule_number
),

category_names as (
    select distinct on (category_key)
        category_key,
        category
    from (
        select {{ folded('category') }} as category_key, category, 1 as place
        from {{ ref('category_groups') }}
        union all
        select category_key, category, 2 from {{ ref('stg_own_categories') }}
        union all
        select category_key, category, 3 from rules
        union all
        select distinct category_key, category, 4 from entries
    ) as named
    order by category_key, place, category collate "C"
),

-- What is planned under the name of a project is what is logged under it.
projects as (
    select distinct on (project_key)
        project_key,
        category,
        category_key
    from (
        select
            project_key,
            category,
            category_key,
            count(*) as entry_count
        from entries
        where project_key <> ''
        group by project_key, category, category_key
    ) as project_categories
    order by project_key, entry_count desc, category collate "C"
),

description_rules as (
    select * from rules
    where match_type = 'description'
),

color_rules as (
    select distinct on (match_key)
        match_key,
        category,
        category_key
    from rules
    where match_type = 'project_color'
    order by match_key, rule_number
),

calendar_colors as (
    select
        calendars.calendar_id,
        calendars.calendar_name,
        coalesce(calendars.color, colors.color) as color
    from calendars
    left join colors on colors.kind = 'calendar' and calendars.color_id = colors.color_id
),

all_events as (
    select
        events.event_id,
        'gcal' as source,
        events.is_deleted,
        events.is_declined,
        events.is_transparent,
        events.started_at,
        events.ended_at,
        events.start_date,
        events.end_date,
        events.title,
        events.color_id,
        calendars.calendar_name,
        calendars.color as calendar_color
    from {{ ref('stg_gcal__events') }} as events
    left join calendar_colors as calendars on events.calendar_id = calendars.calendar_id

    union all

    select
        events.event_id,
        'ics' as source,
        events.is_deleted,
        events.is_declined,
        events.is_transparent,
        events.started_at,
        events.ended_at,
        events.start_date,
        events.end_date,
        events.title,
        events.color_id,
        events.calendar_name,
        cast(null as text) as calendar_color
    from {{ ref('stg_ics__events') }} as events
),

placed as (
    select
        all_events.*,
        coalesce(all_events.started_at, {{ day_start('all_events.start_date', 'run.timezone') }}) as begins_at,
        coalesce(colors.color, {{ color('all_events.color_id') }}, all_events.calendar_color) as color,
        {{ name_key('name_keys', 'all_events.title') }} as title_key
    from all_events
    cross join run
    left join name_keys on all_events.title = name_keys.name
    left join colors on colors.kind = 'event' and all_events.color_id = colors.color_id
)

select
    placed.event_id,
    cast(placed.source as text) as source,
    case
        when placed.is_deleted then 'deleted'
        when placed.source = 'ics' and windows.start_at is not null then 'in_api_window'
        when placed.is_declined then 'declined'
        when placed.started_at is null then 'all_day'
        when placed.is_transparent then 'transparent'
        else 'live'
    end as status,
    placed.started_at,
    placed.ended_at,
    placed.start_date,
    -- Files of some vendors give no end, or the first day itself.
    greatest(placed.end_date, placed.start_date + 1) as end_date,
    placed.title,
    placed.calendar_name,
    placed.color,
    coalesce(
        by_title.category,
        by_category.category,
        projects.category,
        by_description.category,
        by_color.category,
        'Uncategorized'
    ) as category,
    coalesce(
        by_title.category_key,
        by_category.category_key,
        projects.category_key,
        by_description.category_key,
        by_color.category_key,
        'uncategorized'
    ) as category_key
from placed
left join lateral (
    select windows.start_at
    from windows
    where placed.begins_at >= windows.start_at and placed.begins_at < windows.end_at
    limit 1
) as windows on true
left join title_rules as by_title on placed.title_key = by_title.match_key
left join category_names as by_category on placed.title_key = by_category.category_key
left join projects on placed.title_key = projects.project_key
left join lateral (
    select
        description_rules.category,
        description_rules.category_key
    from description_rules
    where strpos(placed.title_key, description_rules.match_key) > 0
    order by description_rules.rule_number
    limit 1
) as by_description on true
left join color_rules as by_color on placed.color = by_color.match_key
-- A tombstone may hold nothing but its id.
where placed.begins_at is not null
