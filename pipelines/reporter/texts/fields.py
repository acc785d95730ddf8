"""The texts of one language. The name of a field says where its text stands; sections fill the braces."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class PeriodTexts:
    """The texts that differ between the reports of a day, a week and a month."""

    title: str
    subject: str
    aside: str
    running: str

    to_previous: str
    to_previous_note: str
    to_usual: str
    to_usual_note: str
    no_comparison: str
    not_over: str
    change_to_previous: str
    change_to_usual: str
    targets_met_note: str

    hours: str
    change: str
    share_note: str
    change_note: str

    strip: str

    comparison_note: str

    trend: str
    trend_note: str
    trend_alt: str

    sleep_before: str
    no_sleep_before: str
    sleep_note: str

    error: str
    no_complete_estimates: str
    accuracy_note: str
    accuracy_note_all_days: str

    logged: str
    entries: str
    untracked: str

    nothing: str
    nothing_future: str


@dataclass(frozen=True, kw_only=True)
class Texts:
    """One language; `periods` by the name of the kind of period."""

    periods: dict[str, PeriodTexts]
    zone: str

    summary: str
    tracked: str
    tracked_note: str
    tracked_entries: str
    active_days: str
    active_days_note: str
    billable: str
    billable_note: str
    complete_days: str
    complete_days_note: str
    targets_met: str
    most_time: str
    no_change: str

    breakdown: str
    breakdown_alt: str
    category: str
    per_day: str
    share: str
    share_note_tracked: str
    total: str

    details: str
    details_note: str
    dimensions: dict[str, str]
    without: dict[str, str]

    strip_note: str
    strip_alt: str
    no_events: str
    all_day: str
    clock_change: str

    comparison: str
    comparison_alt: str
    actual: str
    plan: str
    target: str
    estimate: str
    rate: str
    verdict: str
    met: str
    missed: str
    neutral: str
    rows_hidden: str

    trend_scale: str
    trend_maximum: str

    sleep: str
    sleep_alt: str
    asleep: str
    asleep_mean: str
    bed_time: str
    wake_time: str
    usual_time: str
    shortest: str
    longest: str
    open_night: str

    accuracy: str
    accuracy_alt: str
    accuracy_no_time: str
    expected: str
    inside: str
    errors: str

    anomalies: str
    anomalies_note: str
    largest_shown: str
    date: str
    interval: str
    outside: str

    outlook: str
    outlook_note: str
    outlook_note_target: str
    outlook_old: str
    outlook_guess: str
    outlook_rough: str
    outlook_unlikely: str
    estimates_note: str
    estimates_during: str

    proposals: str
    proposals_note: str
    remarks_note: str
    kinds: dict[str, str]
    day_types: dict[str, str]

    quality: str
    mode: str
    modes: dict[str, str]
    as_of: str
    last_synced: str
    never: str
    span: str
    entries: str
    deleted: str
    logged: str
    counted: str
    overlap: str
    overlap_value: str
    running: str
    empty: str
    hidden: str
    unread: str
    untracked_all: str
    forgotten_days: str
    forgotten_days_value: str
    method: str
    method_value: str
    methods: dict[str, str]

    nothing_help: str
    nothing_future_help: str
    nothing_ever: str
    nothing_ever_help: str

    closing: str
    hints: dict[str, str]
    semicolon: str
    glyph_note: str
    gap: str
    comma: str
    of: str
    of_days: str
    other: str
    more: str
    nameless: str
    footer: str
    categories: dict[str, str]
