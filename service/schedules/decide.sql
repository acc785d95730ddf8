-- name: lock
-- Not `for update`: beside it a manual run may still refer to the row.
select * from schedules where name = %s for no key update

-- name: own_run_under_way
select from jobs_under_way
where exists (select from schedule_ticks where schedule = %s and job_id = jobs_under_way.id)

-- name: stage_under_way
select from jobs_under_way where stage = %s

-- name: waiting_tick
select * from schedule_ticks where schedule = %s and outcome = 'waiting'

-- name: mark_decided
update schedules set decided_until = %s, missed = missed + %s where name = %s

-- name: add_missed
update schedules set missed = missed + 1 where name = %s

-- name: add_tick
-- It is there already when a clock that was set back by days makes ticks come again.
insert into schedule_ticks (schedule, scheduled_for, outcome, reason, decided_at)
values (%s, %s, %s, %s, %s)
on conflict do nothing
returning schedule

-- name: write_tick
update schedule_ticks set outcome = %s, reason = %s, job_id = %s where schedule = %s and scheduled_for = %s

-- name: delete_old
delete from schedule_ticks where schedule = %s and scheduled_for < %s
