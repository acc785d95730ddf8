"""Time of projects, added up over what the category rules look at."""

from datetime import date

from service.categories.usage import LISTED_DESCRIPTIONS, ProjectUsage


def usage(project):
    return ProjectUsage(
        project=project, client=None, category="Uncategorized", rule=None, rule_set=None, is_assigned=False
    )


def row(description, seconds, *, recent=0, color=None, last=date(2026, 5, 1)):
    return {
        "description": description,
        "seconds": seconds,
        "recent_seconds": recent,
        "entry_count": 1,
        "last_date": last,
        "project_color": color,
    }


def test_the_ten_descriptions_with_the_most_recent_time_are_listed():
    found = usage(None)
    for number in range(12):
        found.add(row(f"old {number:02}", 1000 + number))
    found.add(row("tea", 60, recent=60))
    found.add(row("tea", 30, recent=30))
    found.add(row(None, 80, recent=80))
    listed = found.most_used_descriptions()
    assert [(one.description, one.seconds, one.entries) for one in listed[:3]] == [
        ("tea", 90, 2),
        (None, 80, 1),
        ("old 11", 1011, 1),
    ]
    assert len(listed) == LISTED_DESCRIPTIONS
    assert found.entries == 15


def test_a_project_has_the_colour_of_its_source_and_no_descriptions():
    found = usage("Garden")
    found.add(row("weeds", 60, last=None))
    found.add(row("roses", 60, color="#0b83d9"))
    assert (found.color, found.most_used_descriptions(), found.last_date) == ("#0b83d9", [], date(2026, 5, 1))
