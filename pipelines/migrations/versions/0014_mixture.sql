-- A run of the analyzer. A snapshot is never overwritten: where the data or the rules changed for the same instant, the
-- next revision stands beside it and counts. The days are those that it learnt from, `until` the last one known.
-- Snapshots of the versions before have no mode, days, grade and last day.
create table analyzer.snapshots (
    calculated_at timestamptz not null,
    revision integer not null default 1 check (revision >= 1),
    method text not null,
    mode text check (mode in ('whole-day', 'part-day')),
    days integer check (days >= 0),
    grade text check (grade in ('rough', 'even', 'learnt')),
    is_guess boolean not null default false,
    until date,
    primary key (calculated_at, revision)
);

insert into analyzer.snapshots (calculated_at, method)
select calculated_at, min(method) from analyzer.estimates group by calculated_at;

-- A run that found nothing to estimate from, and why: earlier snapshots say nothing about the days to come any more.
create table analyzer.silences (
    calculated_at timestamptz primary key,
    reason text not null
);

-- The reason of the newest run, where it found nothing; a run that finds something takes back the silence of its instant.
create view analyzer.current_silence as
select silences.reason, silences.calculated_at
from analyzer.silences as silences
where silences.calculated_at >= coalesce((select max(snapshots.calculated_at) from analyzer.snapshots), '-infinity')
order by silences.calculated_at desc
limit 1;

-- minutes: the mean, which adds up over categories; the typical minutes are the median. A category that is new has only
-- a chance. Snapshots of the versions before have neither median nor chance.
alter table analyzer.estimates
    add column revision integer not null default 1,
    add column median double precision check (median >= 0),
    add column any_chance double precision check (any_chance between 0 and 1),
    -- The past days that weigh most: [{"date": "2026-06-22", "share": 0.08}, ...]
    add column heaviest jsonb,
    alter column minutes drop not null,
    alter column lower drop not null,
    alter column upper drop not null,
    -- A mean may lie outside the interval.
    drop constraint estimates_check,
    drop constraint estimates_check1,
    add check (lower >= 0),
    add check (median is null or (lower <= median and median <= upper)),
    add check (num_nulls(minutes, lower, upper) in (0, 3)),
    add check (minutes is not null or any_chance is not null),
    drop constraint estimates_pkey,
    add primary key (calculated_at, revision, target_date, category),
    add foreign key (calculated_at, revision) references analyzer.snapshots on delete cascade;

-- The release before writes estimates alone.
create function analyzer.fill_snapshot() returns trigger language plpgsql as $$
begin
    insert into analyzer.snapshots (calculated_at, revision, method)
    values (new.calculated_at, new.revision, new.method) on conflict do nothing;
    return new;
end
$$;
create trigger fill_snapshot before insert on analyzer.estimates
for each row execute function analyzer.fill_snapshot();

-- The chances of the newest snapshot, as steps: of at least seconds[i] the chance is at_least[i], of at most seconds[i] it
-- is at_most[i].
create table analyzer.chances (
    target_date date not null,
    category_key text not null,
    seconds integer[] not null,
    at_least double precision[] not null,
    at_most double precision[] not null,
    calculated_at timestamptz not null,
    primary key (target_date, category_key),
    check (cardinality(seconds) = cardinality(at_least) and cardinality(seconds) = cardinality(at_most))
);

-- The chance that a day comes to at least, or at most, so many minutes.
create function analyzer.chance_of_at_least(seconds integer[], at_least double precision[], minutes integer)
returns double precision language sql immutable parallel safe as $$
    select coalesce(
        (
            select at_least[place] from generate_subscripts(seconds, 1) as place
            where seconds[place] >= 60 * minutes order by place limit 1
        ),
        0
    )
$$;

create function analyzer.chance_of_at_most(seconds integer[], at_most double precision[], minutes integer)
returns double precision language sql immutable parallel safe as $$
    select coalesce(
        (
            select at_most[place] from generate_subscripts(seconds, 1) as place
            where seconds[place] <= 60 * minutes order by place desc limit 1
        ),
        0
    )
$$;

-- crps: continuous ranked probability score in minutes. missed_below and missed_above: shares of the `dense` intervals,
-- those that could miss on both sides.
alter table analyzer.backtests
    add column crps double precision,
    add column rmse double precision,
    add column missed_below double precision,
    add column missed_above double precision,
    add column dense integer;
