-- The form in which the names of categories are compared, made by naming.category_key; the name itself stands beside it.
alter table app.targets add column category_key text;
alter table app.proposals add column category_key text;
alter table analyzer.estimates add column category_key text;
alter table analyzer.anomalies add column category_key text;

-- Nearly the key, in SQL: before version 18 PostgreSQL has no casefold.
create function app.folded_name(name text) returns text language sql immutable as $$
    select lower(btrim(regexp_replace(normalize(name, NFKC), '\s+', ' ', 'g')))
$$;

-- The release before, which may still run, writes no keys.
create function app.fill_category_key() returns trigger language plpgsql as $$
begin
    new.category_key := coalesce(new.category_key, app.folded_name(new.category));
    return new;
end
$$;

create trigger fill_category_key before insert on app.targets
    for each row execute function app.fill_category_key();
create trigger fill_category_key before insert on app.proposals
    for each row execute function app.fill_category_key();
create trigger fill_category_key before insert on analyzer.estimates
    for each row execute function app.fill_category_key();
create trigger fill_category_key before insert on analyzer.anomalies
    for each row execute function app.fill_category_key();
