"""Each mistake of a user's gives one clear sentence, a non-zero exit code, and leaves nothing half-written."""

import socket

import psycopg
import pytest
from click.testing import CliRunner

from service.cli import COMMANDS, cli

HEADER = "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags\n"
ROW = "u,u@example.invalid,,P,,d,No,2026-01-02,03:00:00,2026-01-02,04:00:00,01:00:00,\n"
BROKEN = ROW.replace("2026-01-02,03:00:00", "2026-13-02,03:00:00")


def one_sentence(done, *words):
    """Check that the command failed with one sentence which names the words, without a traceback."""
    said = done.stderr.strip()
    assert done.returncode != 0
    assert "Traceback" not in done.stderr + done.stdout
    last = said.splitlines()[-1]
    for word in words:
        assert word in last, said
    return last


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ((HEADER + BROKEN).encode(), ("export.csv", "line 2", "Start date", "2026-13-02")),
        (HEADER.encode() + "u,ü,\n".encode("latin-1"), ("export.csv", "UTF-8")),
        (b"", ("export.csv", "empty")),
        (b"Project,Duration\nP,01:00:00\n", ("export.csv", "Detailed")),
    ],
)
def test_a_file_that_cannot_be_imported(lifetracer, database_url, tmp_path, content, words):
    path = tmp_path / "export.csv"
    path.write_bytes(content)
    done = lifetracer("import", "toggl", str(path), environ={"DATABASE_URL": database_url})
    one_sentence(done, *words)
    assert done.returncode == 65
    with psycopg.connect(database_url) as connection:
        assert connection.execute("select count(*) from raw.toggl_csv__time_entries").fetchone() == (0,)


def test_a_file_that_is_not_there(lifetracer, database_url):
    done = lifetracer("import", "toggl", "/nowhere/export.csv", environ={"DATABASE_URL": database_url})
    one_sentence(done, "/nowhere/export.csv")


def test_an_unknown_zone(lifetracer, database_url, tmp_path):
    path = tmp_path / "export.csv"
    path.write_text(HEADER + ROW)
    done = lifetracer("import", "toggl", str(path), "--timezone", "Mars", environ={"DATABASE_URL": database_url})
    one_sentence(done, "Mars")


def test_an_unreachable_database(lifetracer):
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    url = f"postgresql://someone:hush-hush@127.0.0.1:{port}/nothing"
    for arguments in (["run", "pipeline", "--wait"], ["migrate"]):
        done = lifetracer(*arguments, environ={"DATABASE_URL": url})
        one_sentence(done, "DATABASE_URL", str(port))
        assert done.returncode == 75
        assert "hush-hush" not in done.stderr


def test_a_url_that_is_none(lifetracer):
    one_sentence(lifetracer("migrate", environ={"DATABASE_URL": "mysql:nonsense"}), "DATABASE_URL", "postgresql://")


def test_a_port_in_use(lifetracer, database_url):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = lifetracer("serve", "--port", port, environ={"DATABASE_URL": database_url})
    one_sentence(done, port, "--port", "LIFETRACER_PORT")


def test_an_address_that_others_reach_without_a_key(lifetracer, database_url):
    done = lifetracer("serve", "--host", "0.0.0.0", "--port", "0", environ={"DATABASE_URL": database_url})
    one_sentence(done, "LIFETRACER_HOST", "LIFETRACER_API_KEY")
    assert done.returncode == 78


def test_a_data_directory_of_another_major(lifetracer, data_dir):
    (data_dir / "postgres").mkdir(parents=True)
    (data_dir / "postgres" / "PG_VERSION").write_text("16\n")
    done = lifetracer("migrate")
    one_sentence(done, "PostgreSQL 16", str(data_dir), "pg_dump")
    assert done.returncode == 78


def test_all_wrong_settings_of_service_and_stages_are_told_together(lifetracer):
    environ = {"LIFETRACER_PORT": "many", "LIFETRACER_TIMEZONE": "Mars", "LIFETRACER_AS_OF": "now"}
    done = lifetracer("migrate", environ=environ)
    assert done.returncode == 78
    for name in environ:
        assert done.stderr.count(name) == 1


def test_a_wrong_token_names_the_setting(lifetracer, database_url, toggl):
    environ = {"DATABASE_URL": database_url, "TOGGL_API_URL": toggl, "TOGGL_API_TOKEN": "wrong-token"}
    done = lifetracer("run", "connector", "toggl", "--wait", environ=environ)
    last = one_sentence(done, "TOGGL_API_TOKEN")
    assert done.returncode == 78
    assert "wrong-token" not in last
    logs = lifetracer("jobs", "list", environ=environ)
    assert "exit_code" in logs.stdout


def test_an_unknown_service_lists_the_known_ones(lifetracer):
    done = lifetracer("run", "connector", "facebook")
    assert done.returncode == 2
    assert "toggl" in done.stderr


def test_an_unknown_job(lifetracer, database_url):
    done = lifetracer("jobs", "show", "00000000-0000-0000-0000-000000000000", environ={"DATABASE_URL": database_url})
    one_sentence(done, "00000000-0000-0000-0000-000000000000", "jobs list")


def test_help_teaches():
    for arguments in (
        [],
        ["run"],
        ["run", "pipeline"],
        ["import", "toggl"],
        ["serve"],
        ["demo"],
        ["jobs"],
        ["report"],
        ["summary"],
        ["sources"],
    ):
        done = CliRunner().invoke(cli, [*arguments, "--help"])
        assert done.exit_code == 0
        assert len(done.output.split()) > 25


def test_the_list_of_commands_says_what_each_does():
    usage, *listed = CliRunner().invoke(cli, ["--help"], terminal_width=80).output.splitlines()
    assert set(COMMANDS) <= {line.split(maxsplit=1)[0] for line in listed if line.startswith("  ")}, usage
    assert not [line for line in listed if line.endswith("...")]


def test_a_host_or_certificate_that_is_none(lifetracer, database_url, tmp_path):
    environ = {"DATABASE_URL": database_url}
    one_sentence(lifetracer("serve", "--host", "a..b", environ={**environ, "LIFETRACER_API_KEY": "k" * 20}), "a..b")
    junk = tmp_path / "junk.pem"
    junk.write_text("junk")
    tls = {"LIFETRACER_TLS_CERT": str(junk), "LIFETRACER_TLS_KEY": str(junk)}
    one_sentence(lifetracer("serve", "--port", "0", environ={**environ, **tls}), "LIFETRACER_TLS_CERT")


def test_a_calendar_for_the_demo_goes_with_ones_own_log(lifetracer, tmp_path):
    path = tmp_path / "a.ics"
    path.write_text("")
    one_sentence(lifetracer("demo", "--ics", str(path)), "--ics", "--toggl")


def test_without_jobs_the_list_says_how_to_start_one(lifetracer, database_url):
    done = lifetracer("jobs", "list", environ={"DATABASE_URL": database_url})
    assert (done.returncode, done.stdout) == (0, "")
    assert "lifetracer run pipeline --wait" in done.stderr


def test_before_the_first_transform_the_summary_says_what_to_do(lifetracer, database_url):
    done = lifetracer("summary", environ={"DATABASE_URL": database_url})
    one_sentence(done, "lifetracer run transform")
    backwards = ("--from", "2026-03-02", "--to", "2026-03-01")
    assert lifetracer("summary", *backwards, environ={"DATABASE_URL": database_url}).returncode == 65


def test_a_day_that_is_none(lifetracer):
    done = lifetracer("summary", "--from", "yesterday")
    one_sentence(done, "yesterday", "2026-01-31")
    assert done.returncode == 2


def test_a_zone_of_the_demo_that_is_none(lifetracer):
    one_sentence(lifetracer("demo", "--timezone", "Mars"), "Mars")


def test_the_shells_own_postgresql_settings_do_not_reach_the_embedded_one(lifetracer):
    done = lifetracer("jobs", "list", environ={"PGPORT": "5999", "PGHOSTADDR": "192.0.2.1", "PGUSER": "nobody"})
    assert done.returncode == 0, done.stderr
