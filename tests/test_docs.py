"""Each promise in docs names the test that holds it; here that test exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
# A file in full or by its last parts, or `::` and `…::` for the one named before.
NAMED = re.compile(r"`([\w/]+\.py|…)?::(test_\w+)(…?)`|`([\w/]*\btest_\w+\.py|tests/[\w/]+)`")


def candidates(name: str) -> list[Path]:
    return [path for path in (ROOT / "tests").rglob("*.py") if f"/{path.relative_to(ROOT)}".endswith(f"/{name}")]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_test_that_a_document_names_exists(document):
    file = ""
    for found in NAMED.finditer(document.read_text(encoding="utf-8")):
        named, test, cut, alone = found.groups()
        if alone is not None:
            file = alone
            assert candidates(alone) or (ROOT / alone).exists(), alone
            continue
        file = named if named and named != "…" else file
        pattern = rf"^ *(async )?def {test}" + ("" if cut else r"\(")
        assert any(re.search(pattern, path.read_text(encoding="utf-8"), re.MULTILINE) for path in candidates(file)), (
            f"{file}::{test}"
        )
