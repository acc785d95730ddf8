"""`python -m sandbox`: the sample person's Toggl account and Google calendar, over HTTP or as files."""

import argparse
import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TextIO
from zoneinfo import ZoneInfo, available_timezones

from sandbox import activitywatch, both, calendar, ics, toggl_csv
from sandbox.account import Account
from sandbox.calendar import Calendar
from sandbox.person import generate
from sandbox.server import serve
from sandbox.toggl import TOKEN
from sandbox.toggl_gate import Quota, Rate

EPILOG = """examples:
  python -m sandbox --as-of 2026-03-01T22:00:00+09:00 --port 8090
  python -m sandbox csv --days 60 > sample.csv
  python -m sandbox ics --days 60 > sample.ics
  python -m sandbox activitywatch --days 60 > sample.json
"""


def main(given: list[str], *, prog: str = "python -m sandbox") -> int:
    """Serve, or write the file; return the exit code."""
    if not given or (given[0].startswith("-") and given[0] not in {"-h", "--help"}):
        given = ["serve", *given]
    arguments = _parser(prog).parse_args(given)
    as_of: datetime = arguments.as_of or datetime.now(UTC)
    last_day = as_of.astimezone(arguments.timezone).date()
    plan = calendar.generate(arguments.seed, last_day, arguments.days, arguments.timezone)
    if arguments.command == "ics":
        return _write(lambda file: ics.write(plan, file), f"events written; the calendar's zone is {plan.timezone}.")
    account = generate(arguments.seed, last_day, arguments.days, arguments.timezone, until=as_of)
    if arguments.command == "csv":
        return _write(
            lambda file: toggl_csv.write(account, file, bom=not arguments.no_bom),
            f"entries written; times are wall times of {account.timezone}.",
        )
    if arguments.command == "activitywatch":
        return _write(lambda file: activitywatch.write(account, file, seed=arguments.seed), "events written.")
    return _serve(account, plan, as_of, arguments)


def _write(write: Callable[[TextIO], int], noun: str) -> int:
    with open(sys.stdout.fileno(), "w", encoding="utf-8", newline="", closefd=False) as file:
        try:
            count = write(file)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 1
    _report(f"{count} {noun}")
    return 0


def _serve(account: Account, plan: Calendar, as_of: datetime, arguments: argparse.Namespace) -> int:
    fixed: datetime | None = arguments.as_of
    app = both.create_app(
        account,
        plan,
        now=lambda: fixed or datetime.now(UTC),
        token=arguments.token,
        quota=Quota(user=arguments.quota, workspace=arguments.quota),
        rate=Rate(per_second=arguments.rate) if arguments.rate else None,
    )
    # Waited for and not handled: a second signal inside a handler would wait for the first forever.
    ending = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, ending)
    try:
        with serve(app, arguments.host, arguments.port) as origin:
            _report(
                f"{account.name}'s Toggl account: {len(account.entries)} entries, {arguments.days} days to {as_of}."
            )
            _report("Point LifeTracer at it (Ctrl+C ends this):\n")
            exports = both.settings(origin, account, token=arguments.token, as_of=fixed)
            sys.stdout.writelines(f"export {name}={value}\n" for name, value in exports.items())
            sys.stdout.flush()
            signal.sigwait(ending)
    except OSError as error:
        _report(
            f"{arguments.host}:{arguments.port} cannot be used ({error.strerror}); choose another --port or --host."
        )
        return 1
    return 0


def _parser(prog: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=prog,
        description="A sample person's Toggl account and Google calendar: stand-ins that speak their APIs over HTTP, "
        "or the same as a CSV export and an .ics file, and an export of ActivityWatch. The same "
        "options give the same data.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--seed", type=int, default=1, help="another seed, another year of the person (default 1)")
    common.add_argument("--days", type=_positive, default=365, help="length of the log in days (default 365)")
    common.add_argument(
        "--as-of",
        type=_instant,
        default=os.environ.get("LIFETRACER_AS_OF") or None,
        metavar="INSTANT",
        help="what counts as now and ends the log, such as 2026-03-01T22:00:00+09:00 (default: LIFETRACER_AS_OF, or "
        "else the clock)",
    )
    common.add_argument(
        "--timezone",
        type=_zone,
        default=os.environ.get("LIFETRACER_TIMEZONE") or "Asia/Tokyo",
        help="where the person lives (default: LIFETRACER_TIMEZONE, or else Asia/Tokyo)",
    )
    commands = parser.add_subparsers(dest="command", metavar="{serve,csv,ics,activitywatch}")
    server = commands.add_parser("serve", parents=[common], help="serve account and calendar over HTTP (the default)")
    server.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    server.add_argument("--port", type=_port, default=0, help="port to listen on (default: a free one)")
    server.add_argument("--token", default=TOKEN, help=f"the API token that is right (default {TOKEN})")
    server.add_argument("--quota", type=_positive, default=600, help="calls an hour, each of two kinds (default 600)")
    server.add_argument("--rate", type=float, default=0.0, help="calls a second before a 429 (default: no limit)")
    file = commands.add_parser("csv", parents=[common], help="write the account as a Toggl detailed report CSV")
    file.add_argument("--no-bom", action="store_true", help="leave out the byte order mark")
    commands.add_parser("ics", parents=[common], help="write the calendar as an iCalendar file")
    commands.add_parser(
        "activitywatch", parents=[common], help="write the use of a computer as an ActivityWatch export"
    )
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than 1")
    return number


def _port(text: str) -> int:
    number = int(text)
    if number not in range(65536):
        raise argparse.ArgumentTypeError(f"{text} is not a port, 0 to 65535")
    return number


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text} is not an instant with its offset")
    return instant


def _zone(text: str) -> ZoneInfo:
    if text not in available_timezones():
        raise argparse.ArgumentTypeError(f"{text} is not a time zone of the tz database")
    return ZoneInfo(text)


def _report(message: str) -> None:
    sys.stderr.write(message + "\n")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
