-- The functions of 0004, by the key of the category; only targets of at least so many minutes add up.
drop function app.set_target(text, text, integer, text, integer, text, timestamptz);
drop function app.close_target(text, text, timestamptz);
drop function app.supersede_proposals(text, text, timestamptz);

-- Raises LT001 when the `more` targets of a workday or of a holiday add up to more than a day has; what is at most
-- wanted needs no room. For each category the most specific target counts: that of the day type, else that of all days.
create or replace function app.check_target_sums() returns void language plpgsql as $$
declare
    kind text;
    total bigint;
begin
    foreach kind in array array['workday', 'holiday'] loop
        select sum(effective.minutes) into total
        from (
            select distinct on (targets.category_key) targets.minutes, targets.direction
            from app.targets
            where targets.valid_to is null and targets.day_type in (kind, 'all')
            order by targets.category_key, targets.day_type = 'all'
        ) as effective
        where effective.direction = 'more';
        if total > 1440 then
            raise exception using errcode = 'LT001', message = format(
                'The `more` targets of a %s would add up to %s minutes, and a day has 1440; lower another target first.',
                kind, total
            );
        end if;
    end loop;
end
$$;

-- What was proposed for a version that is no longer current cannot be decided any more.
create function app.supersede_proposals(category_key text, day_type text, at timestamptz) returns void
language sql as $$
    update app.proposals set status = 'superseded', decided_at = $3
    where proposals.category_key = $1 and proposals.day_type = $2 and proposals.status = 'pending'
$$;

-- Writes a target, or its next version; the same values again write nothing. Returns the current version.
-- Errors: LT001 the sum of a day, LT004 a value that no target can have.
create function app.set_target(
    category text, category_key text, day_type text, minutes integer, direction text, priority integer, note text,
    at timestamptz
) returns app.targets language plpgsql as $$
#variable_conflict use_column
declare
    wanted app.targets;
    latest app.targets;
    finding text;
begin
    finding := case
        when coalesce(btrim(set_target.category), '') = '' or coalesce(set_target.category_key, '') = ''
            then 'A target needs a category.'
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
    where targets.category_key = set_target.category_key and targets.day_type = set_target.day_type
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
    insert into app.targets (
        category, category_key, day_type, minutes, direction, priority, note, valid_from, version
    ) values (
        set_target.category, set_target.category_key, set_target.day_type, set_target.minutes, set_target.direction,
        set_target.priority, coalesce(set_target.note, ''), wanted.valid_from, coalesce(latest.version, 0) + 1
    ) returning * into wanted;
    perform app.check_target_sums();
    perform app.supersede_proposals(set_target.category_key, set_target.day_type, set_target.at);
    return wanted;
end
$$;

-- As the release before calls it, without a key.
create function app.set_target(
    category text, day_type text, minutes integer, direction text, priority integer, note text, at timestamptz
) returns app.targets language sql as $$
    select app.set_target($1, app.folded_name($1), $2, $3, $4, $5, $6, $7)
$$;

-- Closes the current version; it stays in the history. Returns it, or null when there is none. The release before gives
-- the name in place of the key; a name that is a key is its own key, so both can be looked for.
-- Error: LT001, because without a target for workdays the one for all days counts on them.
create function app.close_target(category_key text, day_type text, at timestamptz) returns app.targets
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
    where close_target.category_key in (targets.category_key, targets.category)
        and targets.day_type = close_target.day_type and targets.valid_to is null
    returning * into closed;
    if not found then
        return null;
    end if;
    perform app.check_target_sums();
    perform app.supersede_proposals(closed.category_key, closed.day_type, close_target.at);
    return closed;
end
$$;

-- Accepts (the target's next version is written, by the same rules) or rejects a pending proposal; returns it.
-- Errors: LT001 the sum of a day, LT002 unknown, LT003 already decided, LT004 another decision.
create or replace function app.decide_proposal(proposal uuid, decision text, at timestamptz) returns app.proposals
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
            target.category, target.category_key, target.day_type, decided.new_minutes, target.direction,
            target.priority, target.note, decide_proposal.at
        );
    end if;
    return decided;
end
$$;
