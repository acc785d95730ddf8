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

mapping as (
    select * from {{ ref('stg_category_mapping') }}
),

project_categories as (
    select
        project_name,
        category,
        count(*) as entry_count
    from {{ ref('int_time_entries') }}
    where status = 'live' and project_name is not null
    group by project_name, category
),

-- An event with the name of a project has the category of the time logged under that project.
projects as (
    select distinct on (project_name)
        project_name,
        category
    from project_categories
    order by project_name, entry_count desc, category collate "C"
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
        coalesce(colors.color, {{ color('all_events.color_id') }}, all_events.calendar_color) as color
    from all_events
    cross join run
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
        by_title.personal_category,
        projects.category,
        by_color.personal_category,
        'Uncategorized'
    ) as category
from placed
left join lateral (
    select windows.start_at
    from windows
    where placed.begins_at >= windows.start_at and placed.begins_at < windows.end_at
    limit 1
) as windows on true
left join mapping as by_title on by_title.match_type = 'project_name' and placed.title = by_title.match_value
left join projects on placed.title = projects.project_name
left join mapping as by_color on by_color.match_type = 'project_color' and placed.color = by_color.match_value
-- A tombstone may hold nothing but its id.
where placed.begins_at is not null
