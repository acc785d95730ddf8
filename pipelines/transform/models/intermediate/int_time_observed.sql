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
),

pieces as (
    select
        'observed_' || cast(extract(epoch from lower(span)) as bigint) as entry_id,
        lower(span) as start_at,
        upper(span) as end_at,
        cast(null as text) as description,
        app_name as project_name,
        cast(null as text) as project_color,
        'ActivityWatch' as client_name,
        array[hostname] as tag_names
    from observed
)

select
    pieces.entry_id,
    'activitywatch' as source,
    pieces.start_at,
    pieces.end_at,
    -- It is not logged, so none of it counts, as for untracked time.
    pieces.start_at as counted_end_at,
    pieces.description,
    pieces.project_name,
    pieces.project_color,
    pieces.client_name,
    pieces.tag_names,
    false as is_billable,
    coalesce(matches.category, pieces.project_name, 'Uncategorized') as category,
    coalesce(matches.category_key, {{ folded("coalesce(pieces.project_name, 'Uncategorized')") }}) as category_key
from pieces
left join {{ ref('int_category_matches') }} as matches
    on
        pieces.project_name = matches.project_name
        and pieces.client_name = matches.client_name
        and pieces.tag_names = matches.tag_names
        and matches.description is null
        and matches.project_color is null
