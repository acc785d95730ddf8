-- name: add_run
insert into run_seconds as known (stage, outcome, buckets, runs, seconds)
values (%(stage)s, %(outcome)s, %(buckets)s, 1, %(seconds)s)
on conflict (stage, outcome) do update set
    buckets = (
        select array_agg(a + b order by n)
        from unnest(known.buckets, excluded.buckets) with ordinality as pair (a, b, n)
    ),
    runs = known.runs + 1,
    seconds = known.seconds + excluded.seconds

-- name: lock_subject
-- Runs of one subject end one after the other, but two pipelines may end at the same moment.
select pg_advisory_xact_lock(hashtextextended('notify:' || %s, 0))

-- name: last_notification
select id, kind, created_at > now() - %s as is_fresh,
    -- One that is not sent yet reports them itself.
    case when sent_at is null and given_up_at is null then 0 else suppressed end as unreported
from notifications where subject = %s order by id desc limit 1 for update

-- name: suppress
update notifications set suppressed = suppressed + 1 where id = %s

-- name: add_notification
insert into notifications (subject, kind, job_id, suppressed) values (%s, %s, %s, %s)
