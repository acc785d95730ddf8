-- name: lines
-- A lateral join: each part's lines come by its primary key, whatever else the table holds.
select lines.*, part.number::int as part
from unnest(%(parts)s::uuid[], %(seen)s::int[]) with ordinality as part (job_id, seq, number)
cross join lateral (
    select * from job_logs where job_id = part.job_id and seq > part.seq order by seq limit %(limit)s
) as lines
order by part.number, lines.seq
limit %(limit)s

-- name: status
select status from jobs where id = %s
