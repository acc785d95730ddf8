-- What the person wants, slowly changing (type 2): a change closes the current row and adds the next version.
create table app.targets (
    id uuid primary key default gen_random_uuid(),
    -- 500 characters always fit into the indexes below.
    category text not null check (category <> '' and char_length(category) <= 500),
    day_type text not null check (day_type in ('all', 'workday', 'holiday')),
    minutes integer not null check (minutes between 0 and 1440),
    direction text not null check (direction in ('more', 'less', 'neutral')),
    -- 1 is the most important.
    priority integer not null default 3 check (priority between 1 and 5),
    note text not null default '' check (char_length(note) <= 2000),
    valid_from timestamptz not null check (isfinite(valid_from)),
    -- Null: the current version.
    valid_to timestamptz check (valid_to >= valid_from and isfinite(valid_to)),
    version integer not null check (version > 0),
    unique (category, day_type, version)
);

create unique index targets_one_current on app.targets (category, day_type) where valid_to is null;

create table app.proposals (
    id uuid primary key default gen_random_uuid(),
    -- The version of the target that it would replace.
    target_id uuid not null references app.targets,
    category text not null,
    day_type text not null check (day_type in ('all', 'workday', 'holiday')),
    kind text not null check (kind in ('ease', 'tighten')),
    direction text not null check (direction in ('more', 'less')),
    old_minutes integer not null check (old_minutes between 0 and 1440),
    new_minutes integer not null check (new_minutes between 0 and 1440),
    evidence jsonb not null,
    reason_en text not null,
    reason_ja text not null,
    status text not null default 'pending' check (status in ('pending', 'accepted', 'rejected', 'superseded')),
    created_at timestamptz not null,
    decided_at timestamptz,
    -- To ease is to lower a `more` or to raise a `less`; to tighten is the opposite.
    check (new_minutes <> old_minutes and (new_minutes < old_minutes) = ((kind = 'ease') = (direction = 'more'))),
    check ((status = 'pending') = (decided_at is null))
);

create unique index proposals_one_pending on app.proposals (category, day_type) where status = 'pending';
create index proposals_by_target on app.proposals (target_id);

-- Changes of targets and of what is proposed for them wait for each other: the sum of a day concerns all rows.
create function app.lock_targets() returns void language plpgsql as $$
begin
    -- A snapshot from before the lock would not show what the one before us wrote.
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception using errcode = 'invalid_transaction_state',
            message = 'Targets are changed in read committed transactions only.';
    end if;
    lock table app.targets in share row exclusive mode;
end
$$;

-- Raises LT001 when the targets of a workday or of a holiday add up to more than a day has. For each category the
-- most specific target counts: that of the day type, else that of all days.
create function app.check_target_sums() returns void language plpgsql as $$
declare
    kind text;
    total bigint;
begin
    foreach kind in array array['workday', 'holiday'] loop
        select sum(effective.minutes) into total
        from (
            select distinct on (targets.category) targets.minutes
            from app.targets
            where targets.valid_to is null and targets.day_type in (kind, 'all')
            order by targets.category, targets.day_type = 'all'
        ) as effective;
        if total > 1440 then
            raise exception using errcode = 'LT001', message = format(
                'The targets of a %s would add up to %s minutes, and a day has 1440; lower another target first.',
                kind, total
            );
        end if;
    end loop;
end
$$;

-- What was proposed for a version that is no longer current cannot be decided any more.
create function app.supersede_proposals(category text, day_type text, at timestamptz) returns void language sql as $$
    update app.proposals set status = 'superseded', decided_at = $3
    where proposals.category = $1 and proposals.day_type = $2 and proposals.status = 'pending'
$$;

-- Writes a target, or its next version; the same values again write nothing. Returns the current version.
-- Errors: LT001 the sum of a day, LT004 a value that no target can have.
create function app.set_target(
    category text, day_type text, minutes integer, direction text, priority integer, note text, at timestamptz
) returns app.targets language plpgsql as $$
#variable_conflict use_column
declare
    wanted app.targets;
    latest app.targets;
    finding text;
begin
    finding := case
        when coalesce(btrim(set_target.category), '') = '' then 'A target needs a category.'
        when char_length(set_target.category) > 500 then 'The category is longer than 500 characters.'
        when set_target.day_type is null or set_target.day_type not in ('all', 'workday', 'holiday')
            then 'The day type of a target is all, workday or holiday.'
        when set_target.minutes is null or set_target.minutes not between 0 and 1440
            then 'The minutes of a target are 0 to 1440.'
        when set_target.direction is null or set_target.direction not in ('more', 'less', 'neutral')
            then 'The direction of a target is more, less or neutral.'
        when set_target.priority is null or set_target.priority not between 1 and 5
            then 'The priority of a target is 1 (most important) to 5.'
        when char_length(set_target.note) > 2000 then 'The note is longer than 2000 characters.'
        when set_target.at is null or not isfinite(set_target.at) then 'A target begins at an instant.'
    end;
    if finding is not null then
        raise exception using errcode = 'LT004', message = finding;
    end if;
    perform app.lock_targets();

    select * into latest from app.targets
    where targets.category = set_target.category and targets.day_type = set_target.day_type
    order by targets.version desc limit 1;
    if latest.id is not null and latest.valid_to is null
        and (latest.minutes, latest.direction, latest.priority, latest.note)
            = (set_target.minutes, set_target.direction, set_target.priority, coalesce(set_target.note, ''))
    then
        return latest;
    end if;

    -- Whoever waited for the lock may come with an instant from before the version written meanwhile; `greatest`
    -- ignores nulls.
    wanted.valid_from := greatest(set_target.at, latest.valid_from, latest.valid_to);
    update app.targets set valid_to = wanted.valid_from where targets.id = latest.id and targets.valid_to is null;
    insert into app.targets (category, day_type, minutes, direction, priority, note, valid_from, version) values (
        set_target.category, set_target.day_type, set_target.minutes, set_target.direction, set_target.priority,
        coalesce(set_target.note, ''), wanted.valid_from, coalesce(latest.version, 0) + 1
    ) returning * into wanted;
    perform app.check_target_sums();
    perform app.supersede_proposals(set_target.category, set_target.day_type, set_target.at);
    return wanted;
end
$$;

-- Closes the current version; it stays in the history. Returns it, or null when there is none.
-- Error: LT001, because without a target for workdays the one for all days counts on them.
create function app.close_target(category text, day_type text, at timestamptz) returns app.targets
language plpgsql as $$
#variable_conflict use_column
declare
    closed app.targets;
begin
    if close_target.at is null or not isfinite(close_target.at) then
        raise exception using errcode = 'LT004', message = 'A target ends at an instant.';
    end if;
    perform app.lock_targets();
    update app.targets set valid_to = greatest(close_target.at, valid_from)
    where targets.category = close_target.category and targets.day_type = close_target.day_type
        and targets.valid_to is null
    returning * into closed;
    if not found then
        return null;
    end if;
    perform app.check_target_sums();
    perform app.supersede_proposals(close_target.category, close_target.day_type, close_target.at);
    return closed;
end
$$;

-- Accepts (the target's next version is written, by the same rules) or rejects a pending proposal; returns it.
-- Errors: LT001 the sum of a day, LT002 unknown, LT003 already decided, LT004 another decision.
create function app.decide_proposal(proposal uuid, decision text, at timestamptz) returns app.proposals
language plpgsql as $$
#variable_conflict use_column
declare
    decided app.proposals;
    target app.targets;
begin
    if decide_proposal.decision is null or decide_proposal.decision not in ('accept', 'reject') then
        raise exception using errcode = 'LT004', message = 'A decision is accept or reject.';
    end if;
    if decide_proposal.at is null or not isfinite(decide_proposal.at) then
        raise exception using errcode = 'LT004', message = 'A decision is taken at an instant.';
    end if;
    perform app.lock_targets();
    select * into decided from app.proposals where proposals.id = decide_proposal.proposal for update;
    if not found then
        raise exception using errcode = 'LT002',
            message = format('There is no proposal %s.', coalesce(decide_proposal.proposal::text, 'without an id'));
    end if;
    if decided.status <> 'pending' then
        raise exception using errcode = 'LT003',
            message = format('The proposal %s is already %s.', decided.id, decided.status);
    end if;

    update app.proposals
    set status = case decide_proposal.decision when 'accept' then 'accepted' else 'rejected' end,
        decided_at = decide_proposal.at
    where proposals.id = decided.id
    returning * into decided;
    if decide_proposal.decision = 'accept' then
        select * into target from app.targets where targets.id = decided.target_id and targets.valid_to is null;
        if not found then
            raise exception using errcode = 'LT003',
                message = format('The target of proposal %s has changed since; adjust again.', decided.id);
        end if;
        perform app.set_target(
            target.category, target.day_type, decided.new_minutes, target.direction, target.priority, target.note,
            decide_proposal.at
        );
    end if;
    return decided;
end
$$;
