-- Rows as a person's database has them, inserted right after the revision that makes their table.

-- name: gateway_0002
insert into gateway.workers (id, machine, process, queues)
values ('00000000-0000-0000-0000-0000000000aa', 'boot/namespace', '12@3', '{default}');
insert into gateway.procrastinate_jobs (id, queue_name, task_name, lock, args)
values (101, 'default', 'run', 'transform', '{"job_id": "00000000-0000-0000-0000-000000000001"}');
insert into gateway.jobs
    (id, stage, input, lock_key, input_key, queue, status, max_attempts, parent_id, step_group, started_at, finished_at, worker_id,
        procrastinate_job_id, result)
values
    ('00000000-0000-0000-0000-000000000001', 'transform', '{}', 'transform', 'transform {}', 'default', 'queued', 3, null, null,
        null, null, null, 101, null),
    ('00000000-0000-0000-0000-000000000002', 'analyzer', '{}', 'analyzer', 'analyzer {}', 'default', 'running', 3, null, null,
        now(), null, '00000000-0000-0000-0000-0000000000aa', null, null),
    ('00000000-0000-0000-0000-000000000003', 'reporter', '{"period": "daily"}', 'reporter', 'r1', 'default', 'succeeded', 3, null,
        null, now(), now(), null, null, '{"pages": 2}'),
    ('00000000-0000-0000-0000-000000000004', 'reporter', '{"period": "weekly"}', 'reporter', 'r2', 'default', 'failed', 3, null,
        null, now(), now(), null, null, null),
    ('00000000-0000-0000-0000-000000000005', 'pipeline', '{"report": false}', null, 'p', 'default', 'running', 1, null, null,
        now(), null, null, null, null),
    ('00000000-0000-0000-0000-000000000006', 'connector', '{"source": "toggl"}', 'connector toggl', 'c1', 'default', 'cancelled', 3,
        '00000000-0000-0000-0000-000000000005', 0, now(), now(), null, null, null),
    ('00000000-0000-0000-0000-000000000007', 'transform', '{}', 'transform', 'transform {}', 'default', 'skipped', 3,
        '00000000-0000-0000-0000-000000000005', 1, null, now(), null, null, null);
insert into gateway.job_logs
select '00000000-0000-0000-0000-000000000003', n, now(), 'info', format('日本 %s', n) from generate_series(1, 3) as n;
insert into gateway.idempotency_keys (key, request_digest, response) values ('mine', 'digest', '{"id": "1"}');

-- name: gateway_0003
insert into gateway.schedules (name, cron, timezone, stage, input, decided_until)
values ('mine', '5 4 * * *', 'Europe/Berlin', 'reporter', '{"period": "weekly"}', now());
insert into gateway.schedule_ticks values
    ('mine', '2026-11-20Z', 'started', null, '00000000-0000-0000-0000-000000000003', now()),
    ('mine', '2026-11-21Z', 'missed', 'no gateway ran', null, now());

-- name: gateway_0004
insert into gateway.api_keys (id, name, scope, digest) values ('abc', 'phone', 'read', sha256('secret'));

-- name: gateway_0005
insert into gateway.run_seconds values ('transform', 'succeeded', '{1, 2}', 3, 4.5);
insert into gateway.notifications (subject, kind, job_id) values ('reporter', 'failed', '00000000-0000-0000-0000-000000000004');

-- name: gateway_0007
insert into gateway.jobs (id, stage, input, lock_key, input_key, queue, status, reason, not_before, max_attempts, wait_left)
values ('00000000-0000-0000-0000-000000000008', 'connector', '{"source": "toggl"}', 'connector toggl', 'c2', 'default', 'waiting',
    'quota', now() + interval '1 hour', 3, 40);

-- name: gateway_0008
insert into app.secrets (source, ciphertext, account) values ('toggl', 'token', 'me@example.com');

-- name: app_0001
insert into raw.toggl__time_entries
values ('1', '{"id": 1, "start": "2026-11-01T08:00:00Z", "duration": 60}', now(), null, 'v9'), ('2', '{}', now(), now(), 'v9');
insert into raw.toggl_csv__time_entries values (
    'a', '{"Start date": "2026-10-01", "Start time": "08:00:00", "Duration": "01:00:00", "timezone": "Asia/Tokyo"}', now(), null,
    'csv'
);
insert into raw.sync_windows values ('toggl', 'time_entries', '2026-11-01Z', '2026-11-02Z', now());
insert into raw.sync_state (service, cursor, last_synced_at) values ('toggl', '{"since": 1}', now());
insert into app.reports (period, first_date, last_date, language, created_at, pages, sha256, pdf)
values ('daily', '2026-11-01', '2026-11-01', 'ja', now(), 1, 'digest', '%PDF');

-- name: app_0002
insert into raw.category_mapping values (1, 'project_name', 'Thesis', 'Education');

-- name: app_0003
insert into raw.gcal__events values ('me:1', '{"summary": "会議"}', now(), null, 'v3');

-- name: app_0004
select app.set_target('Sleep', 'all', 480, 'more', 1, '', '2026-10-01Z');
select app.set_target('Sleep', 'all', 450, 'more', 1, 'Mine.', '2026-11-01Z');
insert into app.proposals
    (target_id, category, day_type, kind, direction, old_minutes, new_minutes, evidence, reason_en, reason_ja, created_at)
select id, category, 'all', 'ease', 'more', 450, 420, '{"days_met": 3}', 'Because.', '理由', now()
from app.targets where valid_to is null;

-- name: app_0005
insert into analyzer.estimates values ('2026-11-20Z', '2026-11-21', 'Sleep', 460, 400, 500, 'mean');
insert into analyzer.backtests values ('2026-11-20Z', 'mean', 30, 0.8, 0.9, 10, 20, true);
insert into analyzer.anomalies values ('2026-11-19', 'Sleep', 200, 400, 500, -200, now());

-- name: app_0006
insert into raw.holidays values ('JP', '2026-11-23', '勤労感謝の日');

-- name: app_0009
insert into raw.activitywatch__events values ('host:1', '{"app": "vim"}', now(), null, 'export');

-- name: app_0011
select app.set_setting('timezone', 'Asia/Tokyo', 'the command line', now());
select app.set_setting('language', 'ja', 'the command line', now());
select app.set_setting('country', 'JP', 'the command line', now());

-- name: app_0013
insert into app.rule_change (tracked_seconds_before) values (3600);

-- name: app_0014
insert into analyzer.chances values ('2026-11-21', 'sleep', '{0, 3600}', '{1, 0.9}', '{0, 0.1}', '2026-11-20Z');

-- name: app_0015
insert into app.target_states (target_id, state, chance, calculated_at)
select id, 'on_track', 0.9, now() from app.targets where valid_to is null;
