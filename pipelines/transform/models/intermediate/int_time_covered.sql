with counted as (
    select
        *,
        lead(start_at) over (order by start_at) as next_start_at
    from {{ ref('int_time_counted') }}
),

read_spans as (
    select * from {{ ref('int_read_spans') }}
),

entries as (
    select * from {{ ref('int_time_entries') }}
),

-- The parts of each gap that were read.
gaps as (
    select
        counted.entry_id,
        counted.start_at as piece_start_at,
        counted.end_at as gap_start_at,
        counted.next_start_at - counted.end_at > interval '300 seconds' as is_untracked,
        greatest(counted.end_at, read_spans.start_at) as start_at,
        least(counted.next_start_at, read_spans.end_at) as end_at
    from counted
    inner join read_spans
        on read_spans.start_at < counted.next_start_at and read_spans.end_at > counted.end_at
    where counted.end_at < counted.next_start_at
),

-- Rule 5: a small gap lengthens the piece before it, and the tail counts 0.
lengthened as (
    select
        counted.entry_id,
        counted.start_at,
        coalesce(gaps.end_at, counted.end_at) as end_at,
        counted.end_at as counted_end_at
    from counted
    left join gaps
        on
            counted.entry_id = gaps.entry_id
            and counted.start_at = gaps.piece_start_at
            and gaps.start_at = counted.end_at
            and not gaps.is_untracked

    union all

    -- Where reading began within a small gap, its rest stands apart.
    select
        entry_id,
        start_at,
        end_at,
        start_at as counted_end_at
    from gaps
    where not is_untracked and start_at > gap_start_at
)

select
    lengthened.entry_id,
    entries.source,
    lengthened.start_at,
    lengthened.end_at,
    lengthened.counted_end_at,
    entries.description,
    entries.project_name,
    entries.project_color,
    entries.client_name,
    entries.tag_names,
    entries.is_billable,
    entries.category,
    entries.category_key
from lengthened
inner join entries on lengthened.entry_id = entries.entry_id

union all

-- Rule 6: a larger gap is untracked where it was read.
select
    'untracked_' || entry_id as entry_id,
    'generated' as source,
    start_at,
    end_at,
    start_at as counted_end_at,
    cast(null as text) as description,
    cast(null as text) as project_name,
    cast(null as text) as project_color,
    cast(null as text) as client_name,
    cast('{}' as text[]) as tag_names,
    false as is_billable,
    'Untracked' as category,
    'untracked' as category_key
from gaps
where is_untracked
