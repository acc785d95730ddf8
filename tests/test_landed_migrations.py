"""Migrations that have landed are never edited: a database that has applied one would never get the edit."""

import subprocess
from hashlib import sha256

import pytest
from procrastinate.schema import SchemaManager

from tests import landed_migrations
from tests.landed_migrations import FOLDERS, LIST, ROOT

NAME = LIST.relative_to(ROOT).as_posix()
# Of the schema that revision 0001 of the service takes from the package of Procrastinate 3.10.
PROCRASTINATE = "c70ec4b400a60ad9592787653aae5ae77ae41bf801d56b5bd2712751a07f2009"


def git(*arguments: str) -> str:
    """Run git here; the checkout may belong to another user, as in a container."""
    command = ["git", "-c", "safe.directory=*", "-C", str(ROOT), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def listed() -> dict[str, str]:
    return landed_migrations.recorded(LIST.read_text(encoding="utf-8"))


def commits_of(*paths: str, since: str = "") -> list[str]:
    """Return the commits of HEAD's history that changed a path, newest first.

    Of a shallow clone those that it has, where there is no repository none: the list alone is compared there.
    """
    if not (ROOT / ".git").exists():
        return []
    return git("log", "--format=%H", f"{since}..HEAD" if since else "HEAD", "--", *paths).split()


def test_each_landed_migration_is_as_it_landed():
    present = landed_migrations.present()
    assert {path: present.get(path) for path in listed()} == listed(), (
        "A migration that has landed was edited or removed; put it back, and make the change in a new one."
    )


def test_each_migration_is_in_the_list():
    assert sorted(landed_migrations.present()) == sorted(listed()), "Run python -m tests.landed_migrations."


def test_the_list_has_only_grown():
    for commit in commits_of(NAME):
        before = landed_migrations.recorded(git("show", f"{commit}:{NAME}"))
        assert before.items() <= listed().items(), (
            f"A line of {LIST.name} was changed or removed after {commit[:7]}. Where that migration is on no other "
            "branch yet, correct it in the commit that added it; otherwise put it back and add a new one."
        )


def test_no_commit_since_the_list_began_has_another_text_of_a_landed_migration():
    for first in commits_of(NAME)[-1:]:
        for commit in [first, *commits_of(*FOLDERS, since=first)]:
            there = set(git("ls-tree", "-r", "--name-only", commit, *FOLDERS).splitlines())
            for path in there & set(listed()):
                text = git("show", f"{commit}:{path}")
                assert sha256(text.encode()).hexdigest() == listed()[path], f"{path} is another one in {commit[:7]}"


def test_the_schema_of_the_queue_is_that_of_the_release_it_was_applied_from():
    assert sha256(SchemaManager.get_schema().encode()).hexdigest() == PROCRASTINATE, (
        "Another release of Procrastinate brings another schema: add a migration with its own migrations since 3.10."
    )


@pytest.mark.parametrize("text", ["", "x\n"])
def test_new_files_are_added_and_listed_ones_stay(text, tmp_path, monkeypatch):
    path = tmp_path / "service/migrations/versions/0001_a.sql"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    monkeypatch.setattr(landed_migrations, "ROOT", tmp_path)
    monkeypatch.setattr(landed_migrations, "LIST", tmp_path / "list")
    landed_migrations.main()
    first = (tmp_path / "list").read_text()
    path.write_text("edited")
    (path.parent / "0002_b.sql").write_text("new")
    landed_migrations.main()
    assert (tmp_path / "list").read_text().startswith(first)
    assert len((tmp_path / "list").read_text().splitlines()) == 2
