import psycopg
import pytest

from naming.rules import Rule
from pipelines.stage import BadInputError, ConfigurationError
from pipelines.transform import category_rules, names
from tests import category_rules as rules

HEADER = "match_type,match_value,personal_category\n"


def written(tmp_path, text):
    path = tmp_path / "categories.csv"
    path.write_text(text, encoding="utf-8")
    return path


def versions(connection):
    return connection.execute(
        "select version, origin, rule_sets, jsonb_array_length(rules) from app.category_rules order by 1"
    ).fetchall()


@pytest.fixture
def connection(database_url):
    with psycopg.connect(database_url, autocommit=True) as opened:
        yield opened


def test_an_empty_database_has_the_rules_that_ship(connection):
    assert versions(connection) == [(1, "shipped", ["names"], 0)]
    assert category_rules.version(connection) == (1, "shipped")


def test_a_mistake_names_the_file(tmp_path):
    path = written(tmp_path, HEADER + "project_name,A,B\nproject,A,B\n")
    with pytest.raises(BadInputError) as caught:
        category_rules.read(path)
    assert str(caught.value).startswith(f"{path}, line 3, column match_type")


def test_a_file_without_a_rule_is_a_mistake(tmp_path):
    with pytest.raises(BadInputError, match="holds no rule"):
        category_rules.read(written(tmp_path, HEADER))


def test_a_file_that_cannot_be_opened_is_a_wrong_setting(tmp_path):
    with pytest.raises(ConfigurationError, match="cannot be read"):
        category_rules.read(tmp_path)


def test_the_file_is_read_once_and_later_differences_are_reported(connection, tmp_path):
    path = written(tmp_path, HEADER + "project_name,A,B\n")
    assert category_rules.adopt(connection, path, category_rules.read(path)) is None
    assert versions(connection)[1:] == [(2, "file", [], 1)]
    assert category_rules.adopt(connection, path, category_rules.read(path)) is None
    written(tmp_path, HEADER + "project_name,A,C\n")
    warning = category_rules.adopt(connection, path, category_rules.read(path))
    assert warning is not None
    assert f"lifetracer categories import {path}" in warning
    assert len(versions(connection)) == 2


def test_rules_that_the_person_set_stay_when_a_file_appears(connection, tmp_path):
    rules.save(connection, [Rule("tag", "x", "Y")])
    path = written(tmp_path, HEADER + "project_name,A,B\n")
    assert category_rules.adopt(connection, path, category_rules.read(path)) is not None
    assert versions(connection)[-1] == (2, "command", ["names"], 1)


def test_a_version_is_not_written_twice_and_not_over_another_one(connection):
    assert rules.save(connection, [Rule("tag", "x", "Y")]) == 2
    assert rules.save(connection, [Rule("tag", "x", "Y")]) == 2
    assert rules.save(connection, [Rule("tag", "x", "Z")]) == 3
    with pytest.raises(psycopg.DatabaseError, match="changed since version 2; version 3 is the newest") as caught:
        connection.execute(
            "select app.save_category_rules(2, 'command', '', null, '{}', match_order, '[]', '[]', now()) "
            "from app.category_rules where version = 1"
        )
    assert caught.value.sqlstate == "LT005"


def test_each_name_of_the_raw_data_gets_its_key_once(connection):
    connection.execute(
        """
        insert into raw.toggl__projects (source_id, data, synced_at, api_version)
        values ('1', '{"name": " Straße "}', now(), 'v9'), ('2', '{"name": ""}', now(), 'v9');
        insert into raw.toggl_csv__time_entries (source_id, data, synced_at, api_version)
        values ('a', '{"Project": "P", "Client": "C", "Tags": "one,  Two", "Description": "D\\tx"}', now(), 'v9');
        insert into raw.toggl__time_entries (source_id, data, synced_at, api_version)
        values ('1', '{"tags": [" T "], "description": "D\\tx"}', now(), 'v9'),
            ('2', '{"tags": null}', now(), 'v9');
        insert into raw.gcal__events (source_id, data, synced_at, api_version)
        values ('e', '{"summary": "ÉTÉ"}', now(), 'v3');
        """
    )
    assert names.fold(connection) == 8
    found = dict(connection.execute("select name, category_key from core.name_keys").fetchall())
    assert found == {
        "Straße": "strasse",
        "P": "p",
        "C": "c",
        "one": "one",
        "Two": "two",
        "D\tx": "d x",
        " T ": "t",
        "ÉTÉ": "été",
    }
    assert names.fold(connection) == 0
