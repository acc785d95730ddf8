"""However a file is damaged, reading it ends with its entries or with one sentence, never with a traceback."""

import random
from zoneinfo import ZoneInfo

import pytest

from pipelines.connector.toggl_csv.export import read_export
from pipelines.stage import BadInputError
from tests.pipelines.connector.toggl_csv.exports import row, write

# Bytes that mean something to a reader of CSV, dates, encodings or archives.
TELLING = [
    b'"',
    b",",
    b"\n",
    b"\r",
    b"\0",
    b"\xe9",
    b"\x81",
    b"\xff\xfe",
    b"-",
    b":",
    b"9",
    b";",
    b"\t",
    b"PK\x03\x04",
    b"",
]


@pytest.mark.parametrize("seed", range(8))
def test_any_damage_is_read_or_refused(tmp_path, seed):
    rng = random.Random(seed)
    encoding = ["utf-8", "utf-8-sig", "utf-16", "cp932"][seed % 4]
    rows = [row("2026-01-05", f"{hour:02}:00:00", f"{hour + 1:02}:00:00", text=f"会議 {hour}") for hour in range(20)]
    whole = write(tmp_path / "e.csv", *rows, bom=False).read_text(encoding="utf-8").encode(encoding)
    outcomes = set()
    for _ in range(60):
        content = bytearray(whole)
        for _ in range(rng.randint(1, 6)):
            at = rng.randrange(len(content))
            content[at : at + rng.choice([0, 1, 1, 2, 400])] = rng.choice(TELLING)
        (tmp_path / "e.csv").write_bytes(content[: rng.choice([len(content), rng.randrange(len(content))])])
        try:
            export = read_export(tmp_path / "e.csv", ZoneInfo("Europe/Berlin"))
        except BadInputError:
            outcomes.add("refused")
        else:
            assert all(entry.ended_at for part in export.parts for entry in part.entries if entry.cells["End time"])
            outcomes.add("read")
    assert outcomes == {"read", "refused"}
