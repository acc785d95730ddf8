"""The parsed project is kept for the very files that it was parsed from."""

import shutil

import pytest

from pipelines.transform import cache


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.setenv("LIFETRACER_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "target").mkdir()
    (tmp_path / "project" / "models").mkdir(parents=True)
    (tmp_path / "project" / "models" / "one.yml").write_text("unit_tests: []")
    return tmp_path / "project"


def kept(project, content=None):
    """Keep this as what dbt has parsed; return what a run then finds, or None."""
    target = project.parent / "target"
    file = target / cache.NAME
    if content is not None:
        file.write_text(content)
        cache.keep(target, project)
    file.unlink(missing_ok=True)
    cache.fetch(target, project)
    return file.read_text() if file.exists() else None


def test_the_same_files_find_what_was_parsed(project):
    assert kept(project) is None
    assert kept(project, "parsed") == "parsed"
    copy = shutil.copytree(project, project.parent / "elsewhere")
    assert kept(copy) == "parsed"


@pytest.mark.parametrize("change", ["content", "name", "more"])
def test_other_files_are_parsed_anew(project, change):
    """A unit test that moved to another file is found twice by dbt, which then refuses the project."""
    kept(project, "parsed")
    file = project / "models" / "one.yml"
    match change:
        case "content":
            file.write_text("unit_tests: [] # changed")
        case "name":
            file.rename(file.with_name("two.yml"))
        case "more":
            file.with_name("two.sql").write_text("select 1")
    assert kept(project) is None


def test_what_was_kept_of_other_releases_goes(project):
    kept(project, "parsed")
    (cache.directory() / cache.NAME).write_text("of a version before")
    (project / "models" / "one.yml").write_text("changed")
    assert kept(project, "again") == "again"
    assert [path.name for path in cache.directory().rglob("*") if path.is_file()] == [cache.NAME]


def test_what_python_compiles_changes_nothing(project):
    kept(project, "parsed")
    (project / "__pycache__").mkdir()
    (project / "__pycache__" / "module.pyc").write_bytes(b"x")
    assert kept(project) == "parsed"
