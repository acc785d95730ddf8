"""Behaviour of the service where its documentation is silent, and the refusals of an account."""

from dataclasses import dataclass, field
from datetime import timedelta

# Rows of a report page at most, and without `page_size`.
LARGEST_PAGE, DEFAULT_PAGE = 1000, 50


@dataclass(kw_only=True)
class Habits:
    """The habits of the Toggl stand-in; a test may change them between two requests.

    A caller has to live with both values of the first four: the documentation does not say which is true.

    Attributes:
        end_inclusive: whether `end_date` of `/me/time_entries` includes an entry that starts exactly then.
        start_exclusive: whether `start_date`, of v9 and of reports, is left out itself.
        pages_by_row_number: whether the next page of a report begins at `first_row_number`; False = at `first_id`.
        report_lag: how far reports are behind v9.
        largest_page: rows of a report page at most, whatever the caller asks for.
        short_pages: whether every second page of a report is only half as long.
        refused_page: page sizes above this are refused with a 400; None = none below 1,001.
        reports_in_plan: False answers all reports with a 402 without quota headers, "not in your plan".
        workspaces_without_reports: the same for single workspaces.
        closed_workspaces: workspaces whose reports answer 403.
        sends_date: whether answers carry the header `Date`.
    """

    end_inclusive: bool = False
    start_exclusive: bool = False
    pages_by_row_number: bool = False
    report_lag: timedelta = timedelta(0)
    largest_page: int = LARGEST_PAGE
    short_pages: bool = True
    refused_page: int | None = None
    reports_in_plan: bool = True
    workspaces_without_reports: frozenset[int] = field(default_factory=frozenset)
    closed_workspaces: frozenset[int] = field(default_factory=frozenset)
    sends_date: bool = True
