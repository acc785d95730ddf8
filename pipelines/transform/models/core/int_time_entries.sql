with v9_entries as (
    select * from {{ ref('stg_toggl__time_entries') }}
),

report_entries as (
    select * from {{ ref('stg_toggl__report_time_entries') }}
),

file_entries as (
    select * from {{ ref('stg_toggl_csv__time_entries') }}
),

projects as (
    select * from {{ ref('stg_toggl__projects') }}
),

clients as (
    select * from {{ ref('stg_toggl__clients') }}
),

tags as (
    select * from {{ ref('stg_toggl__tags') }}
),

windows as (
    select * from {{ ref('stg_sync_windows') }}
    where service = 'toggl' and entity = 'time_entries'
),

mapping as (
    select * from {{ ref('stg_category_mapping') }}
),

-- The report repeats what v9 knows better, also when v9 knows it as deleted.
report_only as (
    select
        report_entries.entry_id,
        report_entries.started_at,
        report_entries.stopped_at,
        report_entries.description,
        report_entries.project_id,
        array(
            select tags.tag_name
            from unnest(report_entries.tag_ids) with ordinality as used (tag_id, place)
            inner join tags on used.tag_id = tags.tag_id
            order by used.place
        ) as tag_names,
        report_entries.is_deleted
    from report_entries
    where not exists (select 1 from v9_entries where v9_entries.entry_id = report_entries.entry_id)
),

api_entries as (
    select
        v9_entries.entry_id,
        v9_entries.started_at,
        v9_entries.stopped_at,
        v9_entries.description,
        v9_entries.project_id,
        -- A tag that is renamed may leave its entries as they are, so its own name counts; the entry's copy is for tags
        -- that are not known.
        array(
            select coalesce(tags.tag_name, copies.tag_name)
            from
                unnest(v9_entries.tag_ids, v9_entries.tag_names) with ordinality as copies (tag_id, tag_name, place)
            left join tags on copies.tag_id = tags.tag_id
            where coalesce(tags.tag_name, copies.tag_name) is not null
            order by copies.place
        ) as tag_names,
        v9_entries.is_deleted
    from v9_entries
    union all
    select * from report_only
),

all_entries as (
    select
        api_entries.entry_id,
        'toggl' as source,
        case when api_entries.is_deleted then 'deleted' else 'live' end as status,
        api_entries.started_at,
        api_entries.stopped_at,
        api_entries.description,
        projects.project_name,
        projects.project_color,
        clients.client_name,
        api_entries.tag_names
    from api_entries
    left join projects on api_entries.project_id = projects.project_id
    left join clients on projects.client_id = clients.client_id

    union all

    select
        file_entries.entry_id,
        'toggl_csv' as source,
        case
            when file_entries.is_deleted then 'deleted'
            when windows.start_at is not null then 'in_api_window'
            else 'live'
        end as status,
        file_entries.started_at,
        file_entries.stopped_at,
        file_entries.description,
        file_entries.project_name,
        cast(null as text) as project_color,
        file_entries.client_name,
        file_entries.tag_names
    from file_entries
    left join lateral (
        select windows.start_at
        from windows
        where file_entries.started_at >= windows.start_at and file_entries.started_at < windows.end_at
        limit 1
    ) as windows on true
)

select
    all_entries.entry_id as source_id,
    cast(all_entries.source as text) as source,
    cast(all_entries.status as text) as status,
    all_entries.started_at,
    all_entries.stopped_at,
    all_entries.description,
    all_entries.project_name,
    all_entries.project_color,
    all_entries.client_name,
    all_entries.tag_names,
    coalesce(
        by_name.personal_category,
        by_color.personal_category,
        by_client.personal_category,
        all_entries.project_name,
        'Uncategorized'
    ) as personal_category
from all_entries
left join mapping as by_name
    on by_name.match_type = 'project_name' and all_entries.project_name = by_name.match_value
left join mapping as by_color
    on by_color.match_type = 'project_color' and all_entries.project_color = by_color.match_value
left join mapping as by_client
    on by_client.match_type = 'client_name' and all_entries.client_name = by_client.match_value
where all_entries.started_at is not null
