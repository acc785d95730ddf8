"""Names are cut only where they do not fit, and no cut name looks like another."""

import io
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from pipelines.reporter.report import _labels
from pipelines.reporter.typesetting import Typesetter

AS_OF = datetime(2026, 4, 1, 7, tzinfo=UTC)
BEGINNING = "ComprehensiveReviewOfTheLiteratureOnPhysicalFunctioning"
SAME_BEGINNING = [f"{BEGINNING}{end}" for end in ("Survey", "Paper", "Paper2", "Budget")]
SAME_ENDS = [f"{'Abcdefghij' * 6}{letter}{'Klmnopqrst' * 6}" for letter in "XYZ"]
JAPANESE = [f"{'身体機能に関する文献の包括的な調査と分析' * 2}{end}" for end in ("一", "二")]
ALONE = "AnotherNameThatIsLongerThanItsColumnAndLooksLikeNoOtherNameOfThisReport"


def printed(typesetter: Typesetter, names: list[str]) -> list[str]:
    """Print the names in one narrow column and return them as they stand there."""
    rows = [{"label": name, "value": "-"} for name in names]
    block = {"label": "Category", "color": "#5392fc", "value": "-", "lists": [{"title": "List", "rows": rows}]}
    head = {"title": "Report", "period": "Week", "aside": "-", "holiday": None, "zone": "-", "note": None}
    details = {"title": "Title", "note": "note", "blocks": [block]}
    sections = [{"name": "header", "data": head}, {"name": "details", "data": details}]
    document = {
        "language": "en",
        "title": "A title",
        "subject": "A subject",
        "keywords": [],
        "footer": "foot",
        "closing": None,
        "note": None,
        "sections": sections,
        "names": sorted(set(_labels(sections))),
    }
    text = "\n".join(
        page.extract_text() for page in PdfReader(io.BytesIO(typesetter.print(document, AS_OF).data)).pages
    )
    return text.replace("\n-", " ").split()


def of_name(shown: str, name: str) -> bool:
    head, _, tail = shown.partition("…")
    return name.startswith(head) and name.endswith(tail)


@pytest.mark.parametrize(
    "names", [SAME_BEGINNING, JAPANESE, [*SAME_BEGINNING, ALONE, *JAPANESE]], ids=["beginning", "Japanese", "all"]
)
def test_a_cut_name_is_that_of_one_name_alone(typesetter: Typesetter, names: list[str]):
    cut = [word for word in printed(typesetter, names) if "…" in word]
    assert len(set(cut)) == len(names)
    for shown in cut:
        assert len([name for name in names if of_name(shown, name)]) == 1, shown


def test_names_that_differ_only_in_what_is_cut_get_a_number(typesetter: Typesetter):
    cut = [word for word in printed(typesetter, SAME_ENDS) if "…" in word]
    assert len(set(cut)) == 3
    assert all(shown.partition("…")[2].isdigit() for shown in cut)


def test_a_name_like_no_other_keeps_its_beginning(typesetter: Typesetter):
    (cut,) = [word for word in printed(typesetter, [ALONE, "Short"]) if "…" in word]
    assert cut.endswith("…")
    assert ALONE.startswith(cut[:-1])
    assert len(cut) > 40


def test_a_name_that_fits_is_whole(typesetter: Typesetter):
    names = ["Short", "AnotherNameOfAMiddleLength"]
    words = printed(typesetter, names)
    assert [name for name in names if name not in words] == []


def test_all_labels_of_a_document_are_its_names():
    data = [{"label": "a", "rows": [{"label": "b"}, {"label": None}]}, {"deep": {"label": "c", "text": "d"}}]
    assert sorted(_labels(data)) == ["a", "b", "c"]
