-- name: is_known
select to_regclass('app.rule_change') is not null as is_known;

-- name: report
-- The change that no summary has reported yet, which is reported with this.
update app.rule_change
set reported_at = now()
where reported_at is null and tracked_seconds_after <> tracked_seconds_before
returning
    tracked_seconds_before / 3600.0 as hours_before,
    tracked_seconds_after / 3600.0 as hours_after;
