-- A span counts as read only when it was read in every workspace. The rows that readers know keep that meaning:
-- ('toggl', 'time_entries', workspace 0) is the common part of all workspaces, as the previous release writes and reads
-- it. What was read of a single workspace stands beside it, as 'workspace_time_entries' with the workspace's id.
-- The next sync takes the present rows over for the workspace that they were read from.
alter table raw.sync_windows add column workspace_id bigint not null default 0;
alter table raw.sync_windows drop constraint sync_windows_pkey;
alter table raw.sync_windows add primary key (service, entity, workspace_id, start_at, end_at);
comment on column raw.sync_windows.workspace_id is '0 = all workspaces that are read, or a source without workspaces';
