-- Both stay null until a sync of this release has run; a release before neither reads nor writes them.
alter table raw.sync_state add column quota_total integer;
alter table raw.sync_state add column history jsonb;
comment on column raw.sync_state.quota_total is
    'Calls in an hour by the plan of the account, derived from the greatest number that was ever seen to remain';
comment on column raw.sync_state.history is
    'The days of the history, each workspace''s counted: {first_day, days, days_left, calls_left}';
