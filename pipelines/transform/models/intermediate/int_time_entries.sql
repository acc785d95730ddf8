select
    logged.entry_id,
    logged.source,
    logged.status,
    logged.started_at,
    logged.ended_at,
    logged.is_open,
    logged.description,
    logged.project_name,
    logged.project_color,
    logged.client_name,
    logged.tag_names,
    logged.is_billable,
    matches.category,
    matches.category_key
from {{ ref('int_time_logged') }} as logged
inner join {{ ref('int_category_matches') }} as matches on logged.subject_id = matches.subject_id
