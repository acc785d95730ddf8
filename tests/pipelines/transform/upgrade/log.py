"""A log whose categories depend on each part of the mapping of the version before, with a plan and targets."""

from datetime import datetime, timedelta
from typing import Any

AS_OF = "2026-04-02T10:00:00+02:00"
OWN_FILE = """match_type,match_value,personal_category
project_name,Deep work,Work
project_color,#0B83D9,Office
client_name,Home,Garden
client_name,Firm,Clients
project_name,Gym,Exercise
"""
# Name, colour and client of each project.
PROJECTS = (
    ("Deep work", "#2da608", 70),
    ("Sleep", "#123456", None),
    ("sleep", "#123456", None),
    ("Northwind", "#0b83d9", 71),
    ("Flowers", "#111111", 70),
    ("Blue garden", "#0B83D9", 70),
    ("Calls", "#111111", 71),
    ("Reading", "#06a893", None),
    ("Gym", "#999999", None),
    ("睡眠", "#111111", None),
    ("Nap", "#465bb3", None),
)
CLIENTS = ((70, "Home"), (71, "Firm"))
EVENTS = (
    ("Sleep", None),
    ("Northwind", None),
    ("Blue garden", "11"),
    ("Dentist", "9"),
    ("Lunch", None),
    ("Calls", "10"),
)
READ = "insert into raw.sync_windows values ('toggl', 'time_entries', '2026-03-29Z', '2026-04-02 08:00Z', now())"
TARGETS = (
    ("Sleep", "all", 420, "more", "2026-03-01T00:00Z"),
    ("sleep", "all", 450, "more", "2026-03-20T00:00Z"),
    ("sleep", "workday", 400, "more", "2026-03-10T00:00Z"),
    ("Work", "all", 480, "less", "2026-03-10T00:00Z"),
)


def rows() -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """Return the raw rows by table: entries of two days, one for each project and one without, and a planned day."""
    start = datetime.fromisoformat("2026-03-30T00:00:00+02:00")
    entries = []
    for number in range(2 * (len(PROJECTS) + 1)):
        project = 1 + number % (len(PROJECTS) + 1)
        entries.append(
            (
                str(number),
                {
                    "start": (start + timedelta(hours=2 * number)).isoformat(),
                    "stop": (start + timedelta(hours=2 * number, minutes=61 + number)).isoformat(),
                    "duration": 60 * (61 + number),
                    "project_id": project if project <= len(PROJECTS) else None,
                    "description": f"entry {number}",
                    "tags": ["deep"],
                },
            )
        )
    events = [
        (
            f"me:{number}",
            {
                "id": str(number),
                "status": "confirmed",
                "calendar_id": "me",
                "summary": title,
                "colorId": color,
                "start": {"dateTime": (start + timedelta(hours=3 * number)).isoformat()},
                "end": {"dateTime": (start + timedelta(hours=3 * number, minutes=31 + number)).isoformat()},
            },
        )
        for number, (title, color) in enumerate(EVENTS)
    ]
    palette = {"9": "#5484ed", "10": "#51b749", "11": "#dc2127"}
    return {
        "toggl__projects": [
            (str(number), {"name": name, "color": color, "client_id": client})
            for number, (name, color, client) in enumerate(PROJECTS, 1)
        ],
        "toggl__clients": [(str(number), {"name": name}) for number, name in CLIENTS],
        "toggl__time_entries": entries,
        "gcal__events": events,
        "gcal__calendars": [("me", {"id": "me", "summary": "Me", "backgroundColor": "#c7af14"})],
        "gcal__colors": [
            (f"event:{key}", {"kind": "event", "id": key, "background": color}) for key, color in palette.items()
        ],
    }
