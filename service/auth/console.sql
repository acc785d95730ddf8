-- name: delete_links
-- Those that have expired, and so cannot be redeemed.
delete from console_links where expires_at < %s

-- name: insert_link
insert into console_links (digest, created_at, expires_at) values (%(digest)s, %(now)s, %(expires_at)s)

-- name: redeem_link
update console_links set redeemed_at = %(now)s
where digest = %(digest)s and redeemed_at is null and expires_at > %(now)s
returning digest

-- name: lock_attempts
-- Two attempts at the same moment must not both be the fifth.
select pg_advisory_xact_lock(hashtextextended('console_attempts', 0))

-- name: forget_attempts
delete from console_attempts where attempted_at < %(since)s and coalesce(locked_until, attempted_at) < %(now)s

-- name: attempts
-- Those of a client, and how many all clients have failed lately.
select
    coalesce(own.failures, 0) as failures,
    own.locked_until,
    (select coalesce(sum(failures), 0)::int from console_attempts where attempted_at >= %(since)s) as of_all
from (select %(client)s::text as client) as given
left join console_attempts as own on own.client = given.client

-- name: write_attempt
insert into console_attempts (client, failures, attempted_at, locked_until)
values (%(client)s, %(failures)s, %(now)s, %(locked_until)s)
on conflict (client) do update set
    failures = excluded.failures, attempted_at = excluded.attempted_at, locked_until = excluded.locked_until

-- name: forget_client
delete from console_attempts where client = %s

-- name: epoch
select epoch from console_epoch

-- name: next_epoch
update console_epoch set epoch = epoch + 1 returning epoch
