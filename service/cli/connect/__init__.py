"""`lifetracer connect`: store the credentials of an account, checked and encrypted."""

import click

from service.cli.connect.google import google
from service.cli.connect.toggl import toggl


@click.group(
    short_help="Connect to your Toggl or Google account.",
    epilog="""
\b
  lifetracer connect toggl                 prompts for the API token, without showing it
  lifetracer connect toggl < token.txt     reads it from a file
  lifetracer connect google --client client_secret.json
  lifetracer connect google --no-browser   on a server: the browser is on another computer
  lifetracer connect google --forget
""",
)
def connect() -> None:
    """Connect LifeTracer to your account at Toggl Track or Google Calendar.

    The credentials are checked with one call and kept in the database, encrypted with the key in the file secret-key of
    the data directory (or LIFETRACER_SECRET_KEY). A variable such as TOGGL_API_TOKEN wins over what is stored;
    `lifetracer sources` shows which is used.
    """


connect.add_command(toggl)
connect.add_command(google)
