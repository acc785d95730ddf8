-- The rules that decide the category of an entry, every version kept; the newest counts from the next transform on.
create table app.category_rules (
    version integer primary key check (version > 0),
    -- shipped, upgrade (the mapping in force before), file (LIFETRACER_CATEGORIES at the first start), command, api.
    origin text not null check (origin in ('shipped', 'upgrade', 'file', 'command', 'api')),
    -- The change in words.
    note text not null,
    -- The version that an undo brought back.
    restores integer references app.category_rules,
    -- Rules that ship and are switched on: names (of the ten categories), colors (Toggl's palette). The person's own
    -- rules of the same kind go before them.
    rule_sets text[] not null check (rule_sets <@ array['names', 'colors']),
    -- The kinds of match, the strongest first.
    match_order text[] not null check (
        match_order <@ array['project_name', 'client_name', 'tag', 'description', 'project_color']
        and cardinality(match_order) = 5
    ),
    -- The rules in their order: match_type, match_value, match_key, category, category_key.
    rules jsonb not null check (jsonb_typeof(rules) = 'array'),
    -- The person's own categories: category, category_key, coarse_category, category_order, color.
    categories jsonb not null check (jsonb_typeof(categories) = 'array'),
    created_at timestamptz not null check (isfinite(created_at))
);

-- Writes the next version; the same content again writes nothing. Returns the newest version.
-- Error: LT005 when `expected` is given and is not the newest version.
create function app.save_category_rules(
    expected integer, origin text, note text, restores integer, rule_sets text[], match_order text[], rules jsonb,
    categories jsonb, at timestamptz
) returns app.category_rules language plpgsql as $$
#variable_conflict use_column
declare
    latest app.category_rules;
begin
    lock table app.category_rules in share row exclusive mode;
    select * into latest from app.category_rules order by category_rules.version desc limit 1;
    if save_category_rules.expected <> coalesce(latest.version, 0) then
        raise exception using errcode = 'LT005', message = format(
            'The category rules have changed since version %s; version %s is the newest.',
            save_category_rules.expected, coalesce(latest.version, 0)
        );
    end if;
    if (latest.rule_sets, latest.match_order, latest.rules, latest.categories)
        = (save_category_rules.rule_sets, save_category_rules.match_order, save_category_rules.rules,
            save_category_rules.categories)
    then
        return latest;
    end if;
    insert into app.category_rules (
        version, origin, note, restores, rule_sets, match_order, rules, categories, created_at
    ) values (
        coalesce(latest.version, 0) + 1, save_category_rules.origin, save_category_rules.note,
        save_category_rules.restores, save_category_rules.rule_sets, save_category_rules.match_order,
        save_category_rules.rules, save_category_rules.categories, save_category_rules.at
    ) returning * into latest;
    return latest;
end
$$;

-- The keys of the names in the raw data, by naming.category_key. The transform adds new names before each build.
create table core.name_keys (
    name text not null,
    category_key text not null
);

-- A description may be too long for a separate index.
create unique index name_keys_once on core.name_keys (md5(name));
