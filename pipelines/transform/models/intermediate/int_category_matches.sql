{{ config(materialized='late_view') }}

-- By the rules as they are when it is read, so that a change can be looked at before it is saved.
with subjects as (
    select * from {{ ref('int_category_subjects') }}
),

rules as (
    select * from {{ ref('stg_category_rules') }}
),

candidates as (
    select subjects.subject_id, rules.*
    from subjects
    inner join rules on rules.match_type = 'project_name' and subjects.project_key = rules.match_key

    union all

    select subjects.subject_id, rules.*
    from subjects
    inner join rules on rules.match_type = 'client_name' and subjects.client_key = rules.match_key

    union all

    select subjects.subject_id, rules.*
    from subjects
    cross join lateral unnest(subjects.tag_keys) as tags (tag_key)
    inner join rules on rules.match_type = 'tag' and tags.tag_key = rules.match_key

    union all

    select subjects.subject_id, rules.*
    from subjects
    inner join rules
        on rules.match_type = 'description' and strpos(subjects.description_key, rules.match_key) > 0

    union all

    select subjects.subject_id, rules.*
    from subjects
    inner join rules on rules.match_type = 'project_color' and subjects.project_color = rules.match_key
),

-- The strongest kind of match; of several of one kind the rule that stands first.
strongest as (
    select distinct on (subject_id) *
    from candidates
    order by subject_id, match_rank, rule_number
)

select
    subjects.subject_id,
    subjects.project_name,
    subjects.client_name,
    subjects.tag_names,
    subjects.description,
    subjects.project_color,
    subjects.project_key,
    subjects.client_key,
    -- A name of odd blanks only has an empty key.
    coalesce(
        strongest.category, case when subjects.project_key <> '' then subjects.project_name end, 'Uncategorized'
    ) as category,
    coalesce(strongest.category_key, nullif(subjects.project_key, ''), 'uncategorized') as category_key,
    strongest.rule_number,
    strongest.match_type,
    strongest.match_value,
    strongest.rule_set
from subjects
left join strongest on subjects.subject_id = strongest.subject_id
