-- name: write
-- Only for the run that still owns the job: what another run has written must not be mixed with the lines of a run that
-- was declared lost. A commit whose answer got lost is written a second time, hence `do nothing`.
insert into job_logs (job_id, seq, at, level, line)
select %(job)s, line.*
from unnest(%(seqs)s::int[], %(ats)s::timestamptz[], %(levels)s::text[], %(texts)s::text[]) as line
where exists (
    select from jobs where id = %(job)s and attempt = %(attempt)s and worker_id is not distinct from %(worker)s::uuid
)
on conflict do nothing

-- name: write_progress
update jobs set progress = %(progress)s
where id = %(job)s and attempt = %(attempt)s and worker_id is not distinct from %(worker)s::uuid
