-- name: all
select * from schedules order by name

-- name: keep
-- A schedule is not removed before the transaction ends.
select from schedules where name = %s for key share

-- name: last_ticks
-- The last tick of each schedule, with the state of its job.
select tick.*, jobs.status as job_status
from schedules
cross join lateral (
    select * from schedule_ticks where schedule = schedules.name order by scheduled_for desc limit 1
) as tick
left join jobs on jobs.id = tick.job_id

-- name: last_runs
-- The last tick of each schedule that started a job, with the state of that job.
select tick.*, jobs.status as job_status
from schedules
cross join lateral (
    select * from schedule_ticks
    where schedule = schedules.name and outcome = 'started'
    order by scheduled_for desc limit 1
) as tick
left join jobs on jobs.id = tick.job_id

-- name: ticks
select schedule_ticks.*, jobs.status as job_status
from schedule_ticks left join jobs on jobs.id = job_id
where schedule = %s
order by scheduled_for desc
limit %s

-- name: put
-- With another time, or paused or resumed, the ticks begin after now; any other edit keeps what is decided, so that a
-- tick that is due is still caught up.
insert into schedules as old (
    name, cron, timezone, stage, input, overlap, catch_up, after_stage, paused, decided_until, created_at, updated_at
)
values (
    %(name)s, %(cron)s, %(timezone)s, %(stage)s, %(input)s, %(overlap)s, %(catch_up)s, %(after)s, %(paused)s, %(now)s,
    %(now)s, %(now)s
)
on conflict (name) do update set
    cron = excluded.cron, timezone = excluded.timezone, stage = excluded.stage, input = excluded.input,
    overlap = excluded.overlap, catch_up = excluded.catch_up, after_stage = excluded.after_stage,
    paused = excluded.paused, updated_at = excluded.updated_at, follows_zone = false,
    decided_until = case
        when (old.cron, old.timezone, old.paused) = (excluded.cron, excluded.timezone, excluded.paused)
        then old.decided_until else excluded.decided_until
    end

-- name: delete
delete from schedules where name = %s

-- name: add_manual_run
insert into schedule_ticks (schedule, scheduled_for, outcome, reason, job_id, decided_at)
values (%(schedule)s, %(now)s, 'started', 'manual', %(job)s, %(now)s)
on conflict do nothing

-- name: lock
-- No other edit of the schedule until the transaction ends.
select from schedules where name = %s for update
