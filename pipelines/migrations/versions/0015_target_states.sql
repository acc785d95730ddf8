-- Where the current version of each target stood at the last run of the adjuster; a row of an older version is deleted
-- by the next run.
create table app.target_states (
    target_id uuid primary key references app.targets on delete cascade,
    state text not null check (state in ('on_track', 'open', 'off_track', 'neutral', 'unknown')),
    -- How likely a day of the next 7 meets the target; null without chances, and where no verdict is wanted.
    chance double precision check (chance between 0 and 1),
    -- Where no daily target fits: {"kind": "no_daily_fit", "days_done": 24, "days_looked_at": 63, "first_date": "2026-03-26",
    -- "last_date": "2026-06-23", "alternative": {"day_type": "holiday", "minutes": 45, "chance": 0.81}}; the alternative
    -- may be null.
    remark jsonb,
    remark_en text,
    remark_ja text,
    calculated_at timestamptz not null,
    check (num_nulls(remark, remark_en, remark_ja) in (0, 3)),
    check ((chance is null) = (state in ('neutral', 'unknown')))
);

-- Proposals made before this version keep their evidence: {"days_met", "days_looked_at", "first_date", "last_date",
-- "quantile": {"share", "minutes"}, "estimate": null or {"minutes", "lower", "upper", "days"}}.
comment on column app.proposals.evidence is
    'days_met of days_looked_at from first_date to last_date; chance of the old and new_chance of the new minutes on '
    'days_ahead days to come';
