-- Targets whose categories have become one: of several current ones the newest stays.
drop index app.targets_one_current;
drop index app.proposals_one_pending;
alter table app.targets drop constraint targets_category_day_type_version_key;

with current_targets as (
    select
        id,
        first_value(id) over newest as kept_id,
        first_value(category) over newest as kept_category,
        first_value(valid_from) over newest as kept_from
    from app.targets
    where valid_to is null
    window newest as (partition by category_key, day_type order by valid_from desc, version desc, id)
)
update app.targets
set
    valid_to = greatest(targets.valid_from, current_targets.kept_from),
    note = left(
        concat_ws(' ', nullif(left(targets.note, 1700), ''), format(
            'Closed by an upgrade: %s and %s are one category, and the newest target stays.',
            left(targets.category, 100), left(current_targets.kept_category, 100)
        )), 2000
    )
from current_targets
where targets.id = current_targets.id and current_targets.kept_id <> current_targets.id;

update app.proposals set status = 'superseded', decided_at = greatest(created_at, now())
from app.targets
where targets.id = proposals.target_id and targets.valid_to is not null and proposals.status = 'pending';

-- The current version has the greatest number.
with numbered as (
    select
        id,
        row_number() over (
            partition by category_key, day_type
            order by valid_to is null, valid_from, version, category collate "C", id
        ) as version
    from app.targets
)
update app.targets set version = numbered.version
from numbered
where targets.id = numbered.id and targets.version <> numbered.version;

alter table app.targets
    alter column category_key set not null,
    add check (category_key <> ''),
    add unique (category_key, day_type, version);
alter table app.proposals alter column category_key set not null;
alter table analyzer.estimates alter column category_key set not null;
alter table analyzer.anomalies alter column category_key set not null;
create unique index targets_one_current on app.targets (category_key, day_type) where valid_to is null;
create unique index proposals_one_pending on app.proposals (category_key, day_type) where status = 'pending';
