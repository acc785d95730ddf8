-- A target for the past: versions that it replaces stay in the history, and count for no day.
alter table app.targets
    add column superseded_at timestamptz check (isfinite(superseded_at)),
    add check (superseded_at is null or valid_to is not null);

-- Writes a target that counts from an instant of the past on. Versions that began at it or later are in the way: without
-- `replacing` they are refused, with it they are superseded. Returns the current version.
-- Errors: LT001 the sum of a day, LT004 a value that no target can have, LT006 versions in the way, with their dates.
create function app.set_target_since(
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
        );
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
