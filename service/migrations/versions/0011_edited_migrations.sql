-- 0002 was edited on the day after it had been applied to the first databases. In any other one nothing changes. Since
-- this revision a digest is kept of each one that is applied.
alter table gateway.workers add column if not exists procrastinate_ids bigint[] not null default '{}';
