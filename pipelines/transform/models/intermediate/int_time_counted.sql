with entries as (
    select
        *,
        lead(laid_start_at) over (order by laid_number) as next_start_at
    from {{ ref('int_time_stacked') }}
    where laid_start_at < laid_end_at
),

-- Parts of an entry that later entries take.
covered as (
    select
        entries.entry_id,
        entries.laid_start_at,
        entries.laid_end_at,
        case
            when entries.next_start_at < entries.laid_end_at
                then (
                    select range_agg(tstzrange(later.laid_start_at, later.laid_end_at))
                    from {{ ref('int_time_stacked') }} as later
                    where
                        later.laid_start_at >= entries.laid_start_at
                        and later.laid_start_at < entries.laid_end_at
                        and later.laid_number > entries.laid_number
                )
        end as taken
    from entries
)

-- Rules 3 and 4: the rest, as its connected pieces.
select
    covered.entry_id,
    lower(pieces.piece) as start_at,
    upper(pieces.piece) as end_at
from covered
cross join lateral unnest(
    tstzmultirange(tstzrange(covered.laid_start_at, covered.laid_end_at))
    - coalesce(covered.taken, cast('{}' as tstzmultirange))
) as pieces (piece)
