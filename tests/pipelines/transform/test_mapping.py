from pathlib import Path

import psycopg
import pytest

from pipelines.stage import BadInputError, ConfigurationError
from pipelines.transform import mapping
from pipelines.transform.invocation import PROJECT

HEADER = "match_type,match_value,personal_category\n"


def written(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "categories.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_the_mapping_that_ships_passes_its_own_check():
    rows = mapping.read(PROJECT / "seeds" / "categories.csv")
    # Ten names, their ten colours in Toggl, eleven colours of Google's events.
    assert len(rows) == 31
    assert {row.personal_category for row in rows if row.match_type == "project_color"} == {
        row.match_value for row in rows if row.match_type == "project_name"
    }


def test_columns_may_stand_in_any_order_with_others_between_and_a_byte_order_mark(tmp_path):
    text = (
        'note,personal_category,match_value,Match_Type\r\nx,Work,#0B83D9,project_color\r\n\r\n,A,"b, c",client_name\r\n'
    )
    rows = mapping.read(written(tmp_path, text, "utf-8-sig"))
    assert rows == [(2, "project_color", "#0b83d9", "Work"), (4, "client_name", "b, c", "A")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "line 1: column match_type is missing"),
        ("match_type,match_value\n", "line 1: column personal_category is missing"),
        (HEADER, "holds no rule"),
        (HEADER + "project_name,A,B\nproject,A,B\n", "line 3, column match_type"),
        (HEADER + "project_color,0b83d,B\n", "line 2, column match_value"),
        (HEADER + "project_name, ,B\n", "line 2, column match_value"),
        (HEADER + 'project_name,"two\nlines",B\nclient_name,A\n', "line 4, column personal_category"),
        (HEADER + "project_name,A,Untracked\n", "line 2, column personal_category: Untracked"),
        (HEADER + "project_color,0b83d9,B\n\nproject_color,#0B83D9,C\n", "line 4, column match_value: line 2"),
        (HEADER + 'project_name,"A"x,B\n', "line 2: not CSV"),
    ],
)
def test_a_mistake_is_told_with_file_line_and_column(tmp_path, text, told):
    path = written(tmp_path, text)
    with pytest.raises(BadInputError) as caught:
        mapping.read(path)
    assert str(caught.value).startswith(str(path))
    assert told in str(caught.value)


def test_another_encoding_is_told_with_its_line(tmp_path):
    with pytest.raises(BadInputError, match="line 2: not UTF-8"):
        mapping.read(written(tmp_path, HEADER + "project_name,Gärten,B\n", "latin-1"))


def test_a_file_that_cannot_be_opened_is_a_wrong_setting(tmp_path):
    with pytest.raises(ConfigurationError, match="cannot be read"):
        mapping.read(tmp_path)


def test_the_table_follows_the_file_and_equal_rows_are_not_written_again(database_url, tmp_path):
    rows = mapping.read(written(tmp_path, HEADER + "project_name,A,B\n"))
    state = "select xmin::text, line, match_value from raw.category_mapping"
    with psycopg.connect(database_url, autocommit=True) as connection:
        mapping.store(connection, rows)
        first = connection.execute(state).fetchall()
        mapping.store(connection, rows)
        assert connection.execute(state).fetchall() == first
        assert first[0][1:] == (2, "A")
        mapping.store(connection, [])
        assert connection.execute(state).fetchall() == []
