"""The embedded PostgreSQL: shared, stopped by the last one, surviving kills, closed to other users."""

import os
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path
from textwrap import dedent

import psutil
import psycopg
import pytest

from service.database import binaries, reaper
from service.database.embedded import EmbeddedPostgres
from service.errors import ConfigurationError, UnavailableError

HOLDER = """
    import sys
    from pathlib import Path
    from service.database.embedded import EmbeddedPostgres
    with EmbeddedPostgres(Path(sys.argv[1])).hold() as url:
        print(url, flush=True)
        sys.stdin.read()
"""


class Holder:
    """Another process that holds the server of a directory."""

    def __init__(self, data_dir: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", dedent(HOLDER), str(data_dir)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def url(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def leave(self) -> None:
        self.process.communicate(timeout=120)

    def kill(self) -> None:
        self.process.kill()
        self.leave()


def postmaster(data_dir: Path) -> psutil.Process:
    return psutil.Process(int((data_dir / "postgres" / "postmaster.pid").read_text().splitlines()[0]))


def wait_gone(process: psutil.Process) -> None:
    """Wait for a process that is not our child; in a container without an init it may stay a zombie."""
    limit = threading.Event()
    timer = threading.Timer(30, limit.set)
    timer.start()
    try:
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
            assert not limit.is_set(), f"{process} is still there"
    except psutil.NoSuchProcess:
        return
    finally:
        timer.cancel()


def answer(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("select 41 + 1").fetchone()
    assert row is not None
    return int(row[0])


def test_it_starts_answers_keeps_data_and_stops(data_dir):
    embedded = EmbeddedPostgres(data_dir)
    with embedded.hold() as url:
        with psycopg.connect(url) as connection:
            connection.execute("create table kept as select 7 as number")
        server = postmaster(data_dir)
    assert not embedded.is_running()
    wait_gone(server)
    with embedded.hold() as url, psycopg.connect(url) as connection:
        assert connection.execute("select number from kept").fetchone() == (7,)


def test_two_processes_share_it_and_the_last_one_stops_it(data_dir):
    first, second = Holder(data_dir), Holder(data_dir)
    assert first.url() == second.url() != ""
    server = postmaster(data_dir)
    first.leave()
    assert server.is_running()
    assert EmbeddedPostgres(data_dir).is_running()
    second.leave()
    wait_gone(server)


def test_many_starting_at_once_get_one_server(data_dir):
    holders = [Holder(data_dir) for _ in range(4)]
    urls = {holder.url() for holder in holders}
    assert len(urls) == 1
    assert answer(urls.pop()) == 42
    server = postmaster(data_dir)
    for holder in holders:
        holder.leave()
    wait_gone(server)


def test_a_killed_holder_does_not_take_it_from_the_other(data_dir):
    first, second = Holder(data_dir), Holder(data_dir)
    first.url()
    url = second.url()
    first.kill()
    assert answer(url) == 42
    server = postmaster(data_dir)
    second.leave()
    wait_gone(server)


def test_a_killed_last_holder_that_never_comes_back_leaves_no_server(data_dir):
    holder = Holder(data_dir)
    holder.url()
    server = postmaster(data_dir)
    holder.kill()
    wait_gone(server)
    assert not (data_dir / "postgres" / "postmaster.pid").exists()
    with EmbeddedPostgres(data_dir).hold() as url:
        assert answer(url) == 42


def test_a_killed_server_is_started_again_and_has_its_data(data_dir):
    embedded = EmbeddedPostgres(data_dir)
    with embedded.hold() as url:
        with psycopg.connect(url) as connection:
            connection.execute("create table kept as select 7 as number")
        server = postmaster(data_dir)
        server.send_signal(signal.SIGKILL)
        wait_gone(server)
        assert not embedded.is_running()
        assert embedded.ensure_running()
        with psycopg.connect(url) as connection:
            assert connection.execute("select number from kept").fetchone() == (7,)


def test_a_pid_file_that_names_another_program_is_no_server(data_dir):
    embedded = EmbeddedPostgres(data_dir)
    with embedded.hold():
        lines = (data_dir / "postgres" / "postmaster.pid").read_text().splitlines()
    # As after the restart of a container, where the number belongs to somebody else now.
    lines[0] = str(os.getpid())
    path = data_dir / "postgres" / "postmaster.pid"
    path.write_text("\n".join(lines) + "\n")
    os.chown(path, binaries.account().uid, binaries.account().gid)
    assert not embedded.is_running()
    with embedded.hold() as url:
        assert answer(url) == 42


def test_an_initialisation_that_was_killed_is_done_again(data_dir):
    data_dir.mkdir()
    data_dir.chmod(0o711)
    (data_dir / "postgres.new").mkdir()
    (data_dir / "postgres.new" / "PG_VERSION").write_text("18\n")
    with EmbeddedPostgres(data_dir).hold() as url:
        assert answer(url) == 42
    assert not (data_dir / "postgres.new").exists()


def test_another_major_is_refused_with_the_way_out(data_dir):
    cluster = data_dir / "postgres"
    cluster.mkdir(parents=True)
    (cluster / "PG_VERSION").write_text("16\n")
    with pytest.raises(ConfigurationError, match=r"made by PostgreSQL 16, this program brings 18; dump it"):
        EmbeddedPostgres(data_dir).hold().__enter__()
    assert (cluster / "PG_VERSION").read_text() == "16\n"


def test_a_directory_with_other_files_is_not_touched(data_dir):
    cluster = data_dir / "postgres"
    cluster.mkdir(parents=True)
    (cluster / "diary.txt").write_text("mine")
    with pytest.raises(ConfigurationError, match="not a PostgreSQL database"):
        EmbeddedPostgres(data_dir).hold().__enter__()
    assert (cluster / "diary.txt").read_text() == "mine"


def test_a_path_that_is_a_file_is_told_in_a_sentence(data_dir):
    data_dir.write_text("a file")
    with pytest.raises(ConfigurationError, match="--data-dir or LIFETRACER_DATA_DIR"):
        EmbeddedPostgres(data_dir).hold().__enter__()
    data_dir.unlink()


def test_a_path_too_long_for_a_socket_gets_a_short_one(data_dir):
    long = data_dir / ("x" * 60) / ("y" * 60)
    embedded = EmbeddedPostgres(long)
    assert len(str(embedded.socket_dir)) < 40
    for parent in (data_dir, long.parent):
        parent.mkdir()
        parent.chmod(0o711)
    with embedded.hold() as url:
        assert answer(url) == 42
    embedded.socket_dir.rmdir()


def test_other_users_reach_neither_socket_nor_data_and_no_port_is_open(data_dir):
    embedded = EmbeddedPostgres(data_dir)
    with embedded.hold():
        for path in (embedded.socket_dir, embedded.cluster):
            assert stat.S_IMODE(path.stat().st_mode) == 0o700
        assert postmaster(data_dir).net_connections(kind="tcp") == []
    owner = embedded.cluster.stat().st_uid
    assert owner == binaries.account().uid != 0


def test_the_modes_of_parent_folders_are_not_changed(data_dir):
    data_dir.mkdir()
    data_dir.chmod(0o711)
    before = [stat.S_IMODE(parent.stat().st_mode) for parent in data_dir.parents]
    with EmbeddedPostgres(data_dir / "inner").hold():
        pass
    assert [stat.S_IMODE(parent.stat().st_mode) for parent in data_dir.parents] == before


def test_text_is_sorted_by_code_point_whatever_the_machines_locale(data_dir):
    with EmbeddedPostgres(data_dir).hold() as url, psycopg.connect(url) as connection:
        rows = connection.execute(
            "select v from (values ('b'), ('B'), ('a'), ('あ'), ('Z')) t (v) order by v"
        ).fetchall()
    assert [row[0] for row in rows] == ["B", "Z", "a", "b", "あ"]


def test_the_reaper_needs_nothing_but_the_standard_library():
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"exec(open({reaper.__file__!r}).read(), {{'__name__': 'x'}})"], check=True
    )
    assert done.returncode == 0


def test_a_server_of_another_cluster_is_neither_ours_nor_stopped(data_dir, short_dir):
    # As after the restart of a container: the recorded number is another server's now.
    other_dir = short_dir / "other"
    with EmbeddedPostgres(other_dir).hold() as other_url:
        other = postmaster(other_dir)
        mine = EmbeddedPostgres(data_dir)
        with mine.hold():
            lines = (data_dir / "postgres" / "postmaster.pid").read_text().splitlines()
        lines[0] = str(other.pid)
        path = data_dir / "postgres" / "postmaster.pid"
        path.write_text("\n".join(lines) + "\n")
        os.chown(path, binaries.account().uid, binaries.account().gid)
        assert not mine.is_running()
        reaper.stop(data_dir, binaries.usable(data_dir), None)
        with mine.hold() as url:
            assert answer(url) == 42
        assert answer(other_url) == 42


def test_a_server_in_another_container_is_refused(data_dir):
    holder = Holder(data_dir)
    holder.url()
    path = data_dir / "postgres" / "postmaster.pid"
    kept = path.read_text()
    # From in there our pids mean nothing; the machine that started the server is written down.
    (data_dir / "server.machine").write_text("another boot/another namespace")
    path.write_text(kept.replace(kept.splitlines()[0], "999999", 1))
    with pytest.raises(UnavailableError, match="another container"):
        EmbeddedPostgres(data_dir).hold().__enter__()
    path.write_text(kept)
    holder.leave()


def test_refusing_another_major_does_not_stop_the_server_that_runs_there(data_dir):
    with EmbeddedPostgres(data_dir).hold() as url:
        version = data_dir / "postgres" / "PG_VERSION"
        version.write_text("16\n")
        with pytest.raises(ConfigurationError, match="PostgreSQL 16"):
            EmbeddedPostgres(data_dir).hold().__enter__()
        version.write_text("18\n")
        assert answer(url) == 42


def test_a_folder_with_a_comma_or_a_blank_works(short_dir):
    with EmbeddedPostgres(short_dir / "my data, of 2026 'x'").hold() as url:
        assert answer(url) == 42


def test_a_folder_that_another_process_makes_at_the_same_moment_is_no_error(data_dir, monkeypatch):
    made = Path.mkdir

    def outrun(folder, *arguments, **options):
        made(folder, *arguments, **options)
        made(folder, *arguments, **options)

    monkeypatch.setattr(Path, "mkdir", outrun)
    EmbeddedPostgres(data_dir).prepare_directory()
    assert (data_dir / "holders.lock").exists()
