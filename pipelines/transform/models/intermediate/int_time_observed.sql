{#
Observed time where no entry counts: for each program the time in front while the person was there. These are sets of
instants (multiranges), whose operators walk each set once.
#}
with run as (
    select * from {{ ref('int_run') }}
),

events as (
    select events.*
    from {{ ref('stg_activitywatch__events') }} as events
    cross join run
    where not events.is_deleted and events.started_at < run.as_of
),

entries as (
    select tstzrange(start_at, end_at) as span
    from {{ ref('int_time_covered') }}
    where source <> 'generated'
),

mapping as (
    select * from {{ ref('stg_category_mapping') }}
),

-- One computer has one window in front: the next one ends it. ActivityWatch looks about once a second, and its own
-- analysis closes holes of up to five seconds, too.
windows as (
    select
        ordered.hostname,
        ordered.app_name,
        ordered.started_at,
        least(
            case
                when ordered.next_started_at - ordered.stopped_at <= interval '5 seconds' then ordered.next_started_at
                else ordered.stopped_at
            end,
            run.as_of
        ) as stopped_at
    from (
        select
            *,
            lead(started_at) over (partition by hostname order by started_at, stopped_at, event_id) as next_started_at
        from events
        where event_type = 'currentwindow'
    ) as ordered
    cross join run
),

in_front as (
    select
        hostname,
        app_name,
        range_agg(tstzrange(started_at, stopped_at)) as spans
    from windows
    where started_at < stopped_at
    group by hostname, app_name
),

presence as (
    select
        events.hostname,
        coalesce(
            range_agg(tstzrange(events.started_at, least(events.stopped_at, run.as_of)))
                filter (where events.presence = 'not-afk' and events.started_at < events.stopped_at),
            '{}'
        ) as spans
    from events
    cross join run
    where events.event_type = 'afkstatus'
    group by events.hostname
),

-- A device that reports no presence, such as a phone, has windows only while it is used.
in_use as (
    select
        in_front.hostname,
        in_front.app_name,
        case when presence.hostname is null then in_front.spans else in_front.spans * presence.spans end as spans
    from in_front
    left join presence on in_front.hostname = presence.hostname
),

in_use_spans as (
    select
        hostname,
        app_name,
        unnest(spans) as span
    from in_use
),

hosts as (
    select
        hostname,
        range_agg(span) as spans,
        row_number() over (order by sum(upper(span) - lower(span)) desc, hostname collate "C") as place
    from in_use_spans
    group by hostname
),

-- Of two computers that are in use at once, the one counts that is used more in all.
busier as (
    select
        hosts.hostname,
        coalesce(range_agg(others.span), '{}') as spans
    from hosts
    left join lateral (
        select unnest(busy.spans) as span
        from hosts as busy
        where busy.place < hosts.place
    ) as others on true
    group by hosts.hostname
),

entered as (
    select coalesce(range_agg(span), '{}') as spans
    from entries
),

observed as (
    select
        in_use.hostname,
        in_use.app_name,
        unnest(in_use.spans - busier.spans - entered.spans) as span
    from in_use
    inner join busier on in_use.hostname = busier.hostname
    cross join entered
)

select
    'observed_' || cast(extract(epoch from lower(observed.span)) as bigint) as entry_id,
    'activitywatch' as source,
    lower(observed.span) as start_at,
    upper(observed.span) as end_at,
    -- It is not logged, so none of it counts, as for untracked time.
    lower(observed.span) as counted_end_at,
    cast(null as text) as description,
    observed.app_name as project_name,
    cast(null as text) as project_color,
    'ActivityWatch' as client_name,
    array[observed.hostname] as tag_names,
    false as is_billable,
    coalesce(by_name.personal_category, by_client.personal_category, observed.app_name) as category
from observed
left join mapping as by_name
    on by_name.match_type = 'project_name' and observed.app_name = by_name.match_value
left join mapping as by_client
    on by_client.match_type = 'client_name' and by_client.match_value = 'ActivityWatch'
