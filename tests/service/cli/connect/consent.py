"""Consents of `lifetracer connect google`: in a browser, or by an address that is pasted."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg

from sandbox import calendar
from tests.service.cli.conftest import command

from . import browser

OWN, WORK, FAMILY = "sam@example.invalid", "work@example.invalid", "family@example.invalid"
ZONE = ZoneInfo("Asia/Tokyo")


def named(key):
    return replace(calendar.generate(1, date(2026, 6, 29), 10, ZONE), id=key, name=key.partition("@")[0].title())


def with_browser(decision="allow"):
    return {"BROWSER": f"{sys.executable} {Path(browser.__file__)} %s {decision}"}


class Pasting:
    """The command without a terminal and with the browser elsewhere: its link is read, an address is pasted."""

    def __init__(self, data_dir, environ, *arguments):
        self.process = subprocess.Popen(
            command(data_dir, ["connect", "google", "--no-browser", *arguments]),
            env={**os.environ, **environ},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.before = ""

    def link(self):
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.before += line
            if line.startswith("http"):
                return line.strip()
        raise AssertionError(self.before)

    def paste(self, address):
        out, err = self.process.communicate(f"{address}\n", timeout=400)
        return subprocess.CompletedProcess([], self.process.returncode, out, self.before + err)


def stored(database_url):
    with psycopg.connect(database_url) as connection:
        return connection.execute("select source, account from app.secrets").fetchall()


def refused(done, exit_code, *words):
    assert done.returncode == exit_code, done.stderr
    assert "Traceback" not in done.stderr
    last = done.stderr.strip().splitlines()[-1]
    for word in words:
        assert word in last, done.stderr
