with account as (
    -- The API is read with the token of one person.
    select * from {{ ref('stg_toggl__me') }}
    order by synced_at desc, user_id
    limit 1
),

wanted as (
    select {{ folded('terms.term') }} as term
    from {{ source('app', 'settings') }} as settings
    cross join lateral regexp_split_to_table(settings.value, ';') as terms (term)
    where settings.name = 'person' and settings.valid_to is null
),

v9_entries as (
    select * from {{ ref('stg_toggl__time_entries') }}
),

api_entries as (
    select
        user_id,
        started_at,
        ended_at
    from v9_entries
    where not is_deleted

    union all

    select
        report_entries.user_id,
        report_entries.started_at,
        report_entries.ended_at
    from {{ ref('stg_toggl__report_time_entries') }} as report_entries
    where
        not report_entries.is_deleted
        and not exists (select 1 from v9_entries where v9_entries.entry_id = report_entries.entry_id)
),

-- A file of another account was imported as one of the same person.
file_entries as (
    select * from {{ ref('stg_toggl_csv__time_entries') }}
    where not is_deleted and not is_other_account
),

identities as (
    select
        'toggl' as source,
        coalesce(api_entries.user_id, '') as identity,
        max(account.email) as email,
        max(account.user_name) as person_name,
        count(*) as entry_count,
        sum(greatest(extract(epoch from api_entries.ended_at - api_entries.started_at), 0)) as logged_seconds
    from api_entries
    left join account on account.user_id = coalesce(api_entries.user_id, account.user_id)
    group by coalesce(api_entries.user_id, '')

    union all

    select
        'toggl_csv' as source,
        person_key as identity,
        cast(null as text) as email,
        max(person_name) as person_name,
        count(*) as entry_count,
        sum(greatest(extract(epoch from ended_at - started_at), 0)) as logged_seconds
    from file_entries
    group by person_key
),

named as (
    select
        identities.source,
        identities.identity,
        identities.person_name,
        identities.entry_count,
        identities.logged_seconds,
        case
            when identities.source = 'toggl'
                then coalesce(
                    identities.email, identities.person_name, 'Toggl user ' || nullif(identities.identity, ''), ''
                )
            -- A file that has names only means the account of that name.
            when identities.identity = account.user_name then coalesce(account.email, identities.identity)
            else identities.identity
        end as person_key
    from identities
    left join account on true
),

people as (
    select
        named.person_key,
        bool_or(wanted.term is not null) as is_wanted,
        sum(named.logged_seconds) as logged_seconds
    from named
    left join wanted
        on wanted.term <> ''
        and wanted.term in ({{ folded('named.person_key') }}, {{ folded('named.person_name') }})
    where named.person_key <> ''
    group by named.person_key
),

-- The chosen person, or else the one with the most hours.
ranked as (
    select
        person_key,
        is_wanted or (
            not bool_or(is_wanted) over ()
            and row_number() over (order by logged_seconds desc nulls last, person_key) = 1
        ) as is_counted
    from people
)

select
    cast(named.source as text) as source,
    named.identity,
    named.person_key,
    named.person_name,
    cast(named.entry_count as bigint) as entry_count,
    cast(coalesce(named.logged_seconds, 0) as bigint) as logged_seconds,
    -- What names no one is the person's.
    coalesce(ranked.is_counted, true) as is_counted
from named
left join ranked on named.person_key = ranked.person_key
