-- name: reset_future
-- Decided further ahead than a tick is caught up: the clock was wrong before, and its plans do not count.
update schedules set decided_until = %s where decided_until > %s

-- name: all
select schedules.*, tick.scheduled_for as waiting_since
from schedules left join schedule_ticks as tick on tick.schedule = name and tick.outcome = 'waiting'
