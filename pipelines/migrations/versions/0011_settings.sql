-- What all stored numbers mean. A change closes the current row and adds the next version, so it is known which value was
-- replaced, when, and by whom.
create table app.settings (
    name text not null check (name in ('timezone', 'country', 'language', 'person')),
    version integer not null check (version > 0),
    -- Null: none, such as no country, and so no public holidays.
    value text check (value <> ''),
    -- Where the value comes from, such as "the variable LIFETRACER_TIMEZONE" or "the command line".
    set_by text not null check (set_by <> ''),
    valid_from timestamptz not null,
    -- Null: the current version.
    valid_to timestamptz check (valid_to >= valid_from),
    primary key (name, version)
);

create unique index settings_one_current on app.settings (name) where valid_to is null;

-- Changes wait for each other, and so do two first starts at the same time.
create function app.lock_settings() returns void language plpgsql as $$
begin
    lock table app.settings in share row exclusive mode;
end
$$;

-- Writes the next version of a setting; the same value again writes nothing. Returns the current version.
create function app.set_setting(name text, value text, set_by text, at timestamptz) returns app.settings
language plpgsql as $$
#variable_conflict use_column
declare
    latest app.settings;
    wanted app.settings;
begin
    perform app.lock_settings();
    select * into latest from app.settings where settings.name = set_setting.name and settings.valid_to is null;
    if latest.name is not null and latest.value is not distinct from set_setting.value then
        return latest;
    end if;
    -- A clock that was set back does not make a version end before it begins; `greatest` ignores nulls.
    wanted.valid_from := greatest(set_setting.at, latest.valid_from);
    update app.settings set valid_to = wanted.valid_from
    where settings.name = set_setting.name and settings.version = latest.version;
    insert into app.settings (name, version, value, set_by, valid_from) values (
        set_setting.name, coalesce(latest.version, 0) + 1, set_setting.value, set_setting.set_by, wanted.valid_from
    ) returning * into wanted;
    return wanted;
end
$$;
