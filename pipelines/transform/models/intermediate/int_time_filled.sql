{# Entries, then observed time where no entry counts, then Untracked for the rest of the time that was read. #}
with covered as (
    select * from {{ ref('int_time_covered') }}
),

observed as (
    select * from {{ ref('int_time_observed') }}
),

read_spans as (
    select tstzrange(start_at, end_at) as span
    from {{ ref('int_read_spans') }}
),

ends as (
    select
        (select min(start_at) from covered) as covered_start_at,
        (select max(end_at) from covered) as covered_end_at,
        (select min(start_at) from observed) as observed_start_at,
        (select max(end_at) from observed) as observed_end_at
),

-- Observed time may begin before the first entry and end after the last one.
edges as (
    select tstzrange(observed_start_at, coalesce(covered_start_at, observed_end_at)) as span
    from ends
    where observed_start_at < coalesce(covered_start_at, observed_end_at)
    union all
    select tstzrange(covered_end_at, observed_end_at)
    from ends
    where covered_end_at < observed_end_at
),

-- Rule 6: what was not read has no untracked time.
gaps as (
    select tstzrange(start_at, end_at) as span
    from covered
    where source = 'generated'
    union all
    select edges.span * read_spans.span
    from edges
    inner join read_spans on edges.span && read_spans.span
),

remaining as (
    select unnest(
        (select range_agg(span) from gaps)
        - coalesce((select range_agg(tstzrange(start_at, end_at)) from observed), '{}')
    ) as span
),

untracked as (
    select
        -- A gap without observed time keeps its id.
        coalesce(
            covered.entry_id, 'untracked_observed_' || cast(extract(epoch from lower(remaining.span)) as bigint)
        ) as entry_id,
        'generated' as source,
        lower(remaining.span) as start_at,
        upper(remaining.span) as end_at,
        lower(remaining.span) as counted_end_at,
        cast(null as text) as description,
        cast(null as text) as project_name,
        cast(null as text) as project_color,
        cast(null as text) as client_name,
        cast('{}' as text[]) as tag_names,
        false as is_billable,
        'Untracked' as category,
        'untracked' as category_key
    from remaining
    left join covered
        on
            covered.source = 'generated'
            and lower(remaining.span) = covered.start_at
            and upper(remaining.span) = covered.end_at
)

select * from covered
where source <> 'generated'
union all
select * from observed
union all
select * from untracked
