"""Bytes of files: unfolded before they are decoded, in UTF-8 or with advice, also from ZIP archives."""

import io
import zipfile

import pytest

from pipelines.connector import archive
from pipelines.stage import BadInputError
from tests.pipelines.connector.ics.files import GOOD, GOOD_TIME, defects, read, vevent, write

HEAD, FOOT = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", b"DTSTART:20260108T090000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"


def titles(path):
    _, calendars = read(path)
    return [event.title for calendar in calendars for event in calendar.events]


@pytest.mark.parametrize("at", range(1, 12))
@pytest.mark.parametrize("fold", [b"\r\n ", b"\n\t", b"\r\n\r\n ", b"\r\r\n "])
def test_a_fold_may_be_inside_a_character(tmp_path, at, fold):
    path = tmp_path / "a.ics"
    title = "会議🦊あ".encode()
    path.write_bytes(HEAD + b"SUMMARY:" + title[:at] + fold + title[at:] + b"\r\n" + FOOT)
    assert titles(path) == ["会議🦊あ"]


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\r", b"\r\r\n"])
def test_lines_end_as_any_system_ends_them(tmp_path, ending):
    path = tmp_path / "a.ics"
    path.write_bytes((HEAD + b"SUMMARY:a\r\n b\r\n" + FOOT).replace(b"\r\n", ending))
    assert titles(path) == ["ab"]


def test_texts_are_unescaped_and_lines_counted_before_unfolding(tmp_path):
    path = tmp_path / "a.ics"
    path.write_bytes(HEAD + b"SUMMARY:a\\, b\\n\r\n c\\;\r\nSEQUENCE:x\r\n" + FOOT)
    _, [calendar] = read(path)
    assert calendar.events[0].title == "a, b\nc;"
    assert defects([calendar])[0].startswith("line 5: ")


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_unicode_of_any_kind_is_read(tmp_path, codec):
    path = tmp_path / "a.ics"
    path.write_bytes((HEAD.decode() + "SUMMARY:会議\r\n" + FOOT.decode()).encode(codec))
    assert titles(path) == ["会議"]


@pytest.mark.parametrize(
    ("title", "codec", "advised", "wrong"),
    [
        ("会議の準備", "cp932", "CP932", "WINDOWS-1252"),
        ("Café, thé", "cp1252", "WINDOWS-1252", "CP932"),
    ],
)
def test_another_encoding_is_refused_with_one_that_decodes(tmp_path, title, codec, advised, wrong):
    path = tmp_path / "a.ics"
    path.write_bytes(HEAD + b"SUMMARY:" + title.encode(codec) + b"\r\n" + FOOT)
    with pytest.raises(BadInputError) as caught:
        read(path)
    assert f"{path}, line 3: byte 0x" in str(caught.value)
    assert f"iconv -f {advised} -t UTF-8" in str(caught.value)
    assert wrong not in str(caught.value)


def test_a_damaged_line_in_a_utf_8_file_loses_only_its_characters(tmp_path):
    path = tmp_path / "a.ics"
    other = "BEGIN:VEVENT\r\nUID:o\r\nSUMMARY:会議\r\nDTSTART:20260109T090000Z\r\nEND:VEVENT\r\n".encode()
    path.write_bytes(HEAD + b"SUMMARY:Caf\xe9 \x00\r\n" + FOOT.replace(b"END:VCALENDAR", other + b"END:VCALENDAR"))
    assert titles(path) == ["Caf\ufffd \ufffd", "会議"]
    [sentence] = defects(read(path)[1])
    assert sentence.startswith("line 3: ")
    assert "SUMMARY: some of its bytes are not UTF-8" in sentence


def test_a_file_with_any_utf_8_is_not_taken_for_another_encoding(tmp_path):
    path = tmp_path / "a.ics"
    # All of it is text in Windows-1252, too.
    path.write_bytes(HEAD + "SUMMARY:Süd\r\n".encode() + b"DESCRIPTION:Caf\xe9\r\n" + FOOT)
    _, [calendar] = read(path)
    assert [(event.title, event.texts["DESCRIPTION"]) for event in calendar.events] == [("Süd", "Caf\ufffd")]


def packed(path, files, *, level=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", level) as target:
        for name, content in files.items():
            target.writestr(name, content)
    return path


def test_all_calendars_of_a_zip_archive_are_read(tmp_path):
    good = write(tmp_path / "good.ics", vevent(*GOOD), head=()).read_bytes()
    bad = write(tmp_path / "bad.ics", vevent("UID:b", "DTSTART:soon"), vevent("UID:c", "DTSTART:20260109")).read_bytes()
    files = {"Takeout/a.ics": good, "B.ICS": bad, "__MACOSX/._a.ics": b"x", ".hidden.ics": b"x", "readme.txt": b"x"}
    found, calendars = read(packed(tmp_path / "all.zip", files))
    assert sorted(found) == [GOOD_TIME, "D0109/0110"]
    assert sorted(calendar.name for calendar in calendars) == ["Home", "a"]
    [defect] = [defect for calendar in calendars for defect in calendar.defects]
    assert defect.file == tmp_path / "all.zip" / "B.ICS"


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"readme.txt": b"x"}, "is a ZIP archive without .ics files"),
        ({}, "is a ZIP archive without .ics files"),
        ({"a.ics": b"BEGIN:VCALENDAR\r\n"}, "a.zip/a.ics is cut off"),
        ({f"{number}.ics": b"x" for number in range(101)}, "has 101 .ics files, more than 100"),
        ({f"{number}.ics": b" " * 2**20 for number in range(65)}, "unpacks to more than 64 MiB"),
    ],
)
def test_an_archive_that_cannot_be_read_is_refused(tmp_path, files, reason):
    with pytest.raises(BadInputError, match=reason):
        read(packed(tmp_path / "a.zip", files))


def test_an_archive_that_lies_about_its_sizes_is_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MOST_BYTES", 1000)
    path = packed(tmp_path / "a.zip", {"a.ics": b" " * 5000})
    content = path.read_bytes().replace((5000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    path.write_bytes(content)
    with pytest.raises(BadInputError, match=r"unpacks to more than|damaged ZIP"):
        read(path)


def test_damaged_and_protected_archives_are_refused(tmp_path):
    path = packed(tmp_path / "a.zip", {"a.ics": b"BEGIN:VCALENDAR" * 100})
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(io.BytesIO(content)) as whole:
        info = whole.infolist()[0]
    path.write_bytes(content[:-10])
    with pytest.raises(BadInputError, match="damaged ZIP archive"):
        read(path)
    # The flag of encryption, in the member's header and in the directory.
    content[info.header_offset + 6] |= 1
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(BadInputError, match="protected by a password"):
        read(path)


def test_a_file_of_any_size_is_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MOST_BYTES", 1000)
    with pytest.raises(BadInputError, match="split it"):
        read(write(tmp_path / "a.ics", *[vevent(*GOOD)] * 20))
