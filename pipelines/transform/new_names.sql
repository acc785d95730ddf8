with texts as (
    select data ->> 'name' as text from raw.toggl__projects
    union
    select data ->> 'name' from raw.toggl__clients
    union
    select data ->> 'name' from raw.toggl__tags
    union
    select data ->> 'description' from raw.toggl__time_entries
    union
    select data ->> 'description' from raw.toggl__report_time_entries
    union
    select data ->> 'Description' from raw.toggl_csv__time_entries
    union
    select data ->> 'Project' from raw.toggl_csv__time_entries
    union
    select data ->> 'Client' from raw.toggl_csv__time_entries
    union
    select tags.tag
    from (select distinct data ->> 'Tags' as tags from raw.toggl_csv__time_entries) as rows
    cross join lateral regexp_split_to_table(btrim(rows.tags, E' \t\r\n'), '\s*,\s*') as tags (tag)
    union
    select data ->> 'app' from raw.activitywatch__events
    union
    select data ->> 'summary' from raw.gcal__events
    union
    select data ->> 'summary' from raw.ics__events
),

names as (
    select distinct nullif(btrim(text, E' \t\r\n'), '') as name
    from texts

    union

    -- These are taken as they are.
    select tags.tag
    from (
        select distinct data -> 'tags' as tags
        from raw.toggl__time_entries
        where jsonb_typeof(data -> 'tags') = 'array'
    ) as rows
    cross join lateral jsonb_array_elements_text(rows.tags) as tags (tag)

    union

    select distinct data ->> 'hostname' from raw.activitywatch__events
)

select names.name
from names
where
    names.name is not null
    and not exists (select 1 from core.name_keys as known where known.name = names.name)
