-- The functions of 0012, whose refusals have their facts as a JSON object in the error's detail besides the sentence.

-- LT001: dayType, minutes, limitMinutes.
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
            ), detail = json_build_object('dayType', kind, 'minutes', total, 'limitMinutes', 1440);
        end if;
    end loop;
end
$$;

-- LT002: proposalId. LT003: proposalStatus of a decided one, no detail where the target has changed.
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
            message = format('There is no proposal %s.', coalesce(decide_proposal.proposal::text, 'without an id')),
            detail = json_build_object('proposalId', coalesce(decide_proposal.proposal::text, ''));
    end if;
    if decided.status <> 'pending' then
        raise exception using errcode = 'LT003',
            message = format('The proposal %s is already %s.', decided.id, decided.status),
            detail = json_build_object('proposalStatus', decided.status);
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

-- LT006: dates.
create or replace function app.set_target_since(
    category text, category_key text, day_type text, minutes integer, direction text, priority integer, note text,
    since timestamptz, timezone text, replacing boolean, at timestamptz
) returns app.targets language plpgsql as $$
#variable_conflict use_column
declare
    wanted app.targets;
    dates text;
    finding text;
begin
    finding := case
        when set_target_since.since is null or not isfinite(set_target_since.since)
            then 'A target begins at an instant.'
        when set_target_since.since > set_target_since.at then 'A target for the past begins before now.'
    end;
    if finding is not null then
        raise exception using errcode = 'LT004', message = finding;
    end if;
    perform app.lock_targets();

    select string_agg(to_char(valid_from at time zone set_target_since.timezone, 'YYYY-MM-DD'), ', ' order by valid_from)
    into dates
    from app.targets
    where targets.category_key = set_target_since.category_key and targets.day_type = set_target_since.day_type
        and valid_from >= set_target_since.since and superseded_at is null;
    if dates is not null and not set_target_since.replacing then
        raise exception using errcode = 'LT006', message = format(
            'There are later versions of this target, from %s on.', dates
        ), detail = json_build_object('dates', string_to_array(dates, ', '));
    end if;

    update app.targets
    set valid_to = coalesce(valid_to, greatest(valid_from, set_target_since.at)), superseded_at = set_target_since.at
    where targets.category_key = set_target_since.category_key and targets.day_type = set_target_since.day_type
        and valid_from >= set_target_since.since and superseded_at is null;
    update app.targets set valid_to = set_target_since.since
    where targets.category_key = set_target_since.category_key and targets.day_type = set_target_since.day_type
        and superseded_at is null and coalesce(valid_to, 'infinity') > set_target_since.since;

    -- Its checks of the values are those of any target; it begins now, and is moved back.
    wanted := app.set_target(
        set_target_since.category, set_target_since.category_key, set_target_since.day_type, set_target_since.minutes,
        set_target_since.direction, set_target_since.priority, set_target_since.note, set_target_since.at
    );
    update app.targets set valid_from = set_target_since.since where targets.id = wanted.id returning * into wanted;
    return wanted;
end
$$;
