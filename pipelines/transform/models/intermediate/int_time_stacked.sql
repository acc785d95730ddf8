{{ config(indexes=[{'columns': ['laid_start_at']}]) }}

with run as (
    select * from {{ ref('int_run') }}
),

syncs as (
    select
        service,
        date_trunc('second', last_synced_at) as last_synced_at
    from {{ ref('stg_sync_state') }}
),

-- Rule 1: a running entry lasts as long as it was seen to, and nothing lasts longer than until now.
closed as (
    select
        entries.entry_id,
        entries.started_at,
        least(coalesce(entries.ended_at, syncs.last_synced_at, run.as_of), run.as_of) as ended_at,
        entries.is_open
    from {{ ref('int_time_entries') }} as entries
    cross join run
    left join syncs on entries.source = syncs.service
    where entries.status = 'live'
),

timed as (
    select
        *,
        cast(extract(epoch from ended_at - started_at) as bigint) as logged_seconds
    from closed
    -- Also drops what starts after as_of, because its end was cut to as_of.
    where started_at < ended_at
),

-- Rule 2: entries with the same start are laid end to end from it.
stacked as (
    select
        *,
        sum(logged_seconds) over (
            partition by started_at
            order by is_open, ended_at, {{ id_order('entry_id') }}
            rows unbounded preceding
        ) as stack_seconds
    from timed
),

laid as (
    select
        stacked.entry_id,
        stacked.started_at,
        stacked.logged_seconds,
        least(
            stacked.started_at + (stacked.stack_seconds - stacked.logged_seconds) * interval '1 second', run.as_of
        ) as laid_start_at,
        least(stacked.started_at + stacked.stack_seconds * interval '1 second', run.as_of) as laid_end_at
    from stacked
    cross join run
)

select
    entry_id,
    started_at,
    logged_seconds,
    laid_start_at,
    laid_end_at,
    -- Rule 3: at each instant the entry with the greatest number counts.
    row_number() over (order by laid_start_at, started_at, {{ id_order('entry_id') }}) as laid_number
from laid
