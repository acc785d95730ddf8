"""The words of the pages: a field for each, so that no language can miss one.

A sentence with `{…}` is filled by `format`; the templates escape what is filled in.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Texts:
    """All words in one language."""

    language: str
    language_name: str
    other_language: str
    other_language_name: str

    # Frame
    skip: str
    pages: str
    today: str
    jobs: str
    sign_out: str
    data_of: str
    quota_left: str

    # Sign-in
    sign_in: str
    sign_in_lead: str
    password: str
    show_password: str
    wrong_password: str
    locked: str
    no_password: str
    enter_lead: str
    enter: str
    link_used: str

    # When something is wrong
    not_found: str
    not_found_lead: str
    form_expired: str
    form_expired_lead: str
    away: str
    away_connection: str
    away_certificate: str
    away_key: str
    away_database: str
    away_internal: str
    try_again: str
    refused: str
    internal: str
    internal_lead: str

    # Jobs
    run_everything: str
    sync_of: Mapping[str, str]
    stage_names: Mapping[str, str]
    step_names: Mapping[str, str]
    make_report: str
    period_names: Mapping[str, str]
    status_names: Mapping[str, str]
    running_now: str
    nothing_running: str
    next_run: str
    started_at: str
    queued_at: str
    usually: str
    cancel: str
    retry: str
    waits: str
    waits_until: str
    of_units: str
    new_rows: str
    changed_rows: str
    deleted_rows: str
    no_change: str
    attempt_of: str
    follow: str
    warnings_only: str
    hidden_lines: str
    new_lines: str
    ended: str
    reconnecting: str
    copy: str
    copied: str
    as_text: str
    log: str
    log_needs_script: str
    log_is_empty: str
    earlier_lines: str
    last_runs: str
    runs_on_time: str
    runs_slow: str
    runs_failed: str
    history: str
    only_failed: str
    all_jobs: str
    when: str
    subject: str
    started_by: str
    origins: Mapping[str, str]
    took: str
    outcome: str
    action: str
    older: str
    no_jobs: str
    no_failed: str
    job_started: str
    job_shared: str
    job_cancelled: str
    reasons: Mapping[str, str]
    pages_printed: str
    proposals_made: str

    # Today
    category_names: Mapping[str, str]
    as_of: str
    last_sync: str
    sync_and_update: str
    slept: str
    slept_earlier: str
    slept_later: str
    over_target: str
    under_target: str
    at_target: str
    more_than_usual: str
    less_than_usual: str
    as_usual: str
    yesterday_subject: str
    day_subject: str
    met_all: str
    met_short: str
    met_over: str
    count_of: str
    not_complete: str
    plan_and_estimate: str
    plan_only: str
    estimate_only: str
    first_day: str
    your_day: str
    planned: str
    yesterday: str
    that_day: str
    day_before: str
    logged: str
    logged_all: str
    logged_missing: str
    without_project: str
    unread_part: str
    no_calendar: str
    no_plan: str
    strip_label: str
    hour_by_hour: str
    from_: str
    to: str
    category: str
    entry: str
    time: str
    targets_today: str
    targets_that_day: str
    key_so_far: str
    key_target: str
    key_expected: str
    bullet_label: str
    bullet_expected: str
    met: str
    missed: str
    on_track: str
    at_risk_less: str
    at_risk_more: str
    open_: str
    not_judged: str
    of_target: str
    at_least: str
    at_most: str
    about: str
    to_go: str
    likely: str
    no_targets: str
    rough_estimates: str
    no_estimates: str
    sleep: str
    night_count: str
    last_night: str
    bed_and_up: str
    usually_from_to: str
    bedtime_varies: str
    nights_label: str
    no_nights: str
    to_decide: str
    nothing_to_decide: str
    accept: str
    reject: str
    accepted: str
    rejected: str
    proposal: str
    untracked_gap: str
    uncategorized_gap: str
    open_in_toggl: str
    source_failed: str
    against_usual: str
    usually_column: str
    change: str
    nothing_unusual: str
    nothing_yet: str
    nothing_yet_lead: str
    nothing_yet_connect: str
    nothing_yet_run: str
    nothing_yet_back: str
    stale: str
    no_worker: str
    no_worker_seen: str
    before_data: str

    # Times
    today_at: str
    yesterday_at: str
