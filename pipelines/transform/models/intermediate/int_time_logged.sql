with other_people as (
    select * from {{ ref('int_people') }}
    where not is_counted
),

v9_entries as (
    select * from {{ ref('stg_toggl__time_entries') }} as entries
    where
        not exists (
            select 1 from other_people
            where other_people.source = 'toggl' and other_people.identity = coalesce(entries.user_id, '')
        )
),

report_entries as (
    select * from {{ ref('stg_toggl__report_time_entries') }} as entries
    where
        not exists (
            select 1 from other_people
            where other_people.source = 'toggl' and other_people.identity = coalesce(entries.user_id, '')
        )
),

file_entries as (
    select * from {{ ref('stg_toggl_csv__time_entries') }} as entries
    where
        entries.is_other_account
        or not exists (
            select 1 from other_people
            where other_people.source = 'toggl_csv' and other_people.identity = entries.person_key
        )
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

workspaces as (
    select * from {{ ref('stg_toggl__workspaces') }}
    where not is_deleted
),

workspace_windows as (
    select * from {{ ref('stg_sync_windows') }}
    where service = 'toggl' and entity = 'workspace_time_entries'
),

-- The spans that were read in all workspaces of the account. Those in common are of the workspaces that are read, so
-- they prove nothing while another one is left out. A sync of the version before has recorded no single workspaces.
account_windows as (
    select
        windows.start_at,
        windows.end_at
    from {{ ref('stg_sync_windows') }} as windows
    where
        windows.service = 'toggl'
        and windows.entity = 'time_entries'
        and (
            not exists (select 1 from workspace_windows)
            or not exists (
                select 1
                from workspaces
                where
                    workspaces.workspace_id not in (
                        select cast(workspace_windows.workspace_id as text) from workspace_windows
                    )
            )
        )
),

-- The report repeats what v9 knows better, also when v9 knows it as deleted.
report_only as (
    select
        report_entries.entry_id,
        report_entries.started_at,
        report_entries.ended_at,
        report_entries.description,
        report_entries.project_id,
        report_entries.is_billable,
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
        v9_entries.ended_at,
        v9_entries.description,
        v9_entries.project_id,
        v9_entries.is_billable,
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

named_api_entries as (
    select
        api_entries.entry_id,
        api_entries.started_at,
        api_entries.ended_at,
        api_entries.description,
        projects.project_name,
        projects.project_color,
        clients.client_name,
        api_entries.tag_names,
        api_entries.is_billable,
        api_entries.is_deleted,
        {{ folded('projects.project_name') }} as project_key,
        {{ folded('api_entries.description') }} as description_key
    from api_entries
    left join projects on api_entries.project_id = projects.project_id
    left join clients on projects.client_id = clients.client_id
),

-- The same entry in a file and in the API: the first of equal rows goes with the first of equal entries, and so on. An
-- entry that was deleted since the export takes its row with it.
numbered_api_entries as (
    select
        *,
        row_number() over (
            partition by started_at, ended_at, project_key, description_key order by {{ id_order('entry_id') }}
        ) as twin_number
    from named_api_entries
),

keyed_file_entries as (
    select
        *,
        {{ folded('project_name') }} as project_key,
        {{ folded('description') }} as description_key
    from file_entries
),

numbered_file_entries as (
    select
        *,
        row_number() over (
            partition by is_deleted, started_at, ended_at, project_key, description_key
            order by is_other_account, {{ id_order('entry_id') }}
        ) as twin_number
    from keyed_file_entries
),

all_entries as (
    select
        entry_id,
        'toggl' as source,
        case when is_deleted then 'deleted' else 'live' end as status,
        started_at,
        ended_at,
        ended_at is null as is_open,
        description,
        project_name,
        project_color,
        client_name,
        tag_names,
        is_billable
    from named_api_entries

    union all

    select
        files.entry_id,
        'toggl_csv' as source,
        case
            when files.is_deleted then 'deleted'
            when twins.entry_id is not null then 'in_api'
            when
                not files.is_other_account
                and exists (
                    select 1
                    from account_windows
                    where files.started_at >= account_windows.start_at and files.started_at < account_windows.end_at
                )
                then 'in_api_window'
            else 'live'
        end as status,
        files.started_at,
        files.ended_at,
        files.is_open,
        files.description,
        files.project_name,
        cast(null as text) as project_color,
        files.client_name,
        files.tag_names,
        files.is_billable
    from numbered_file_entries as files
    left join numbered_api_entries as twins
        on
            files.started_at = twins.started_at
            and files.ended_at = twins.ended_at
            and files.project_key = twins.project_key
            and files.description_key = twins.description_key
            and files.twin_number = twins.twin_number
)

select
    all_entries.entry_id,
    cast(all_entries.source as text) as source,
    cast(all_entries.status as text) as status,
    all_entries.started_at,
    all_entries.ended_at,
    all_entries.is_open,
    all_entries.description,
    all_entries.project_name,
    all_entries.project_color,
    all_entries.client_name,
    all_entries.tag_names,
    all_entries.is_billable,
    {{ subject_id('all_entries') }} as subject_id
from all_entries
where all_entries.started_at is not null
