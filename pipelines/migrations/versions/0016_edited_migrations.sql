-- 0014 was edited three times after it had been applied to databases of the days before. Here is what they lack; in any
-- other database nothing changes. Since this revision a digest is kept of each one that is applied.
create table if not exists analyzer.silences (
    calculated_at timestamptz primary key,
    reason text not null
);

create or replace view analyzer.current_silence as
select silences.reason, silences.calculated_at
from analyzer.silences as silences
where silences.calculated_at >= coalesce((select max(snapshots.calculated_at) from analyzer.snapshots), '-infinity')
order by silences.calculated_at desc
limit 1;

create or replace function analyzer.fill_snapshot() returns trigger language plpgsql as $$
begin
    insert into analyzer.snapshots (calculated_at, revision, method)
    values (new.calculated_at, new.revision, new.method) on conflict do nothing;
    return new;
end
$$;
create or replace trigger fill_snapshot before insert on analyzer.estimates
for each row execute function analyzer.fill_snapshot();
