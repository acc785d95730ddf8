{#
What the category rules look at, each combination once. The keys of names come from core.name_keys; a name that arrived
after the transform had folded the names is folded here.
#}
with name_keys as (
    select * from {{ source('core', 'name_keys') }}
),

subjects as (
    select distinct
        subject_id,
        project_name,
        client_name,
        tag_names,
        description,
        project_color
    from {{ ref('int_time_logged') }}

    union

    select
        {{ subject_id('programs') }} as subject_id,
        project_name,
        client_name,
        tag_names,
        description,
        project_color
    from (
        select distinct
            app_name as project_name,
            'ActivityWatch' as client_name,
            array[hostname] as tag_names,
            cast(null as text) as description,
            cast(null as text) as project_color
        from {{ ref('stg_activitywatch__events') }}
        where event_type = 'currentwindow'
    ) as programs
),

tags as (
    select
        subjects.subject_id,
        array_agg({{ name_key('name_keys', 'used.tag_name') }} order by used.place) as tag_keys
    from subjects
    cross join lateral unnest(subjects.tag_names) with ordinality as used (tag_name, place)
    left join name_keys on used.tag_name = name_keys.name
    where used.tag_name is not null
    group by subjects.subject_id
)

select
    subjects.subject_id,
    subjects.project_name,
    subjects.client_name,
    subjects.tag_names,
    subjects.description,
    subjects.project_color,
    {{ name_key('projects', 'subjects.project_name') }} as project_key,
    {{ name_key('clients', 'subjects.client_name') }} as client_key,
    coalesce(tags.tag_keys, cast('{}' as text[])) as tag_keys,
    {{ name_key('descriptions', 'subjects.description') }} as description_key
from subjects
left join name_keys as projects on subjects.project_name = projects.name
left join name_keys as clients on subjects.client_name = clients.name
left join name_keys as descriptions on subjects.description = descriptions.name
left join tags on subjects.subject_id = tags.subject_id
