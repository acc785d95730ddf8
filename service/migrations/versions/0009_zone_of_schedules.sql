-- Set while a schedule is as it was shipped: its zone is then that of app.settings. An edit ends it.
alter table gateway.schedules add column follows_zone boolean not null default false;

update gateway.schedules set follows_zone = true
where updated_at = created_at
    and (overlap, catch_up, timezone, paused) = ('skip', 'last', 'Asia/Tokyo', false)
    and (
        (name, cron, stage, input) = ('daily-pipeline', '0 1 * * *', 'pipeline', '{"report": false}')
        and after_stage is null
        or (name, cron, stage, input, after_stage)
            = ('daily-report', '0 2 * * *', 'reporter', '{"period": "daily"}', 'pipeline')
    );

-- Written once, here: one that is removed does not come back, and a person's own schedule of that name stays.
insert into gateway.schedules (name, cron, timezone, stage, input, after_stage, decided_until, follows_zone) values
    ('weekly-report', '0 6 * * 1', 'Asia/Tokyo', 'reporter', '{"period": "weekly"}', 'pipeline', now(), true)
on conflict (name) do nothing;
