"""The search for capacity, with a cloud that answers from a list and a clock that nobody waits for."""

import io
import random
import threading
from datetime import timedelta

import pytest

from infra_py.cli.errors import CommandFailed, Interrupted
from infra_py.cli.oci_errors import Kind, Refusal
from infra_py.cli.progress import Progress
from infra_py.cli.search import PAUSE_SECONDS, Search
from infra_py.cli.search_state import Memory, load, save
from infra_py.cli.sizes import Size, ladder
from infra_py.cli.update import Update

from .fake_clock import FakeClock

DOMAINS = ["AD-1", "AD-2", "AD-3"]
FULL = Size(4, 24)
GIVEN = Update(None, {"api_url": "https://203.0.113.7:3000"}, has_made_machine=True)
TRY_SECONDS = 5


def refused(kind: Kind) -> Update:
    return Update(Refusal(kind=kind, meaning="No."), {}, has_made_machine=False)


NO = refused(Kind.CAPACITY)


class Sky:
    """A cloud that gives its answers one after another; the last one stays."""

    def __init__(self, clock, *answers):
        self.clock, self.answers, self.tries, self.times = clock, list(answers), [], []

    def __call__(self, domain, size):
        self.tries.append((domain, size))
        self.times.append(self.clock.now())
        self.clock.instant += timedelta(seconds=TRY_SECONDS)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def out():
    return io.StringIO()


@pytest.fixture
def search(clock, out, tmp_path):
    def make(sky, *, sizes=(FULL,), span=timedelta(hours=72), memory=None, domains=DOMAINS):
        return Search(
            try_up=sky,
            domains=domains,
            sizes=sizes,
            span=span,
            memory=memory or Memory(),
            remember=lambda memory: save(memory, tmp_path / "memory.json"),
            clock=clock,
            progress=Progress(out),
            stop=threading.Event(),
            chance=random.Random(1),
        )

    return make


def test_domains_are_tried_in_turn_until_one_has_room(search, clock):
    sky = Sky(clock, NO, NO, NO, NO, GIVEN)
    found = search(sky).run()
    assert [domain for domain, _ in sky.tries] == ["AD-1", "AD-2", "AD-3", "AD-1", "AD-2"]
    assert (found.domain, found.size) == ("AD-2", FULL)


def test_tries_are_at_least_a_minute_apart_and_never_in_step(search, clock):
    sky = Sky(clock, *[NO] * 20, GIVEN)
    search(sky).run()
    gaps = [(later - former).total_seconds() for former, later in zip(sky.times, sky.times[1:], strict=False)]
    assert min(gaps) >= PAUSE_SECONDS
    assert max(gaps) <= 2 * PAUSE_SECONDS
    assert len(set(gaps)) == len(gaps)


def test_the_search_ends_when_its_time_is_over(search, clock):
    sky = Sky(clock, NO)
    with pytest.raises(CommandFailed, match="No machine was given in 2 h 00 min and 91 tries"):
        search(sky, span=timedelta(hours=2)).run()
    assert sky.times[-1] - sky.times[0] < timedelta(hours=2)


def test_an_error_that_no_try_mends_ends_it_at_once(search, clock):
    sky = Sky(clock, refused(Kind.FINAL))
    with pytest.raises(CommandFailed, match=r"No further try would help\. No\."):
        search(sky).run()
    assert len(sky.tries) == 1
    assert clock.waits == []


def test_a_throttled_try_waits_longer_and_keeps_its_turn(search, clock):
    sky = Sky(clock, NO, refused(Kind.THROTTLED), GIVEN)
    search(sky).run()
    assert [domain for domain, _ in sky.tries] == ["AD-1", "AD-2", "AD-2"]
    assert max(clock.waits) >= 300


def test_a_lost_connection_is_waited_for_once_the_cloud_has_answered(search, clock):
    sky = Sky(clock, NO, *[refused(Kind.NETWORK)] * 5, GIVEN)
    assert search(sky).run().domain == "AD-2"


def test_a_cloud_that_never_answered_is_a_mistake_on_this_side(search, clock):
    sky = Sky(clock, refused(Kind.NETWORK))
    with pytest.raises(CommandFailed):
        search(sky).run()
    assert len(sky.tries) == 1


def test_a_false_limit_is_another_word_for_no_capacity(search, clock):
    sky = Sky(clock, refused(Kind.LIMIT), NO, refused(Kind.LIMIT), GIVEN)
    assert search(sky).run().domain == "AD-1"


def test_a_limit_that_every_domain_repeats_is_a_true_one(search, clock):
    sky = Sky(clock, refused(Kind.LIMIT))
    with pytest.raises(CommandFailed, match="No further try"):
        search(sky).run()
    assert len(sky.tries) == 10


def test_smaller_sizes_come_after_each_round_of_domains_and_only_when_asked(search, clock):
    sky = Sky(clock, *[NO] * 12, GIVEN)
    search(sky, sizes=ladder(FULL, accept_smaller=True)).run()
    assert [size.ocpus for _, size in sky.tries] == [4, 4, 4, 3, 3, 3, 2, 2, 2, 1, 1, 1, 4]
    assert ladder(FULL, accept_smaller=False) == (FULL,)


def test_the_ladder_begins_below_the_wanted_size():
    assert ladder(Size(2, 12), accept_smaller=True) == (Size(2, 12), Size(1, 6))
    assert ladder(Size(4, 12), accept_smaller=True) == (Size(4, 12), Size(2, 12), Size(1, 6))


def test_ctrl_c_stops_a_wait_and_the_next_run_goes_on_where_it_was(search, clock, tmp_path):
    sky = Sky(clock, NO)
    first = search(sky)
    clock.on_wait = lambda count: first.stop.set() if count == 2 else None
    with pytest.raises(Interrupted, match="Stopped after 2 tries"):
        first.run()

    memory = load(tmp_path / "memory.json")
    clock.on_wait = lambda _count: None
    sky.answers = [GIVEN]
    assert search(sky, memory=memory).run().domain == "AD-3"
    assert memory.attempts == 3


def test_ctrl_c_in_a_try_does_not_use_its_turn_up(search, clock, tmp_path):
    def stopped(_domain, _size):
        raise Interrupted("Stopped.")

    with pytest.raises(Interrupted):
        search(stopped).run()
    memory = load(tmp_path / "memory.json")
    assert (memory.turn, memory.attempts) == (0, 1)
    assert memory.last_try == clock.now()


def test_a_run_that_starts_right_after_another_waits_the_rest_of_the_minute(search, clock):
    memory = Memory(last_try=clock.now() - timedelta(seconds=20))
    sky = Sky(clock, GIVEN)
    search(sky, memory=memory).run()
    assert clock.waits == [40]


def test_only_the_time_of_running_searches_counts(search, clock):
    memory = Memory(spent_seconds=71.9 * 3600, last_try=clock.now() - timedelta(days=9), has_answered=True)
    sky = Sky(clock, NO)
    with pytest.raises(CommandFailed, match="in 72 h 00 min"):
        search(sky, memory=memory).run()
    assert 3 <= len(sky.tries) <= 6
    assert memory.spent_seconds == 0


def test_a_machine_that_is_given_ends_the_search_even_when_something_after_it_failed(search, clock):
    failed_later = Update(Refusal(kind=Kind.FINAL, meaning="The release failed."), {}, has_made_machine=True)
    assert search(Sky(clock, NO, failed_later)).run().update is failed_later


def test_each_try_is_one_plain_line_where_there_is_no_terminal(search, clock, out):
    search(Sky(clock, NO, GIVEN)).run()
    lines = out.getvalue().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("Try 1: AD-1, 4 OCPU / 24 GB: no. Next try at ")
    assert " in AD-2 (5 s of 72 h 00 min)." in lines[0]


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_terminal_gets_a_line_that_counts_down(search, clock):
    running = search(Sky(clock, NO, GIVEN))
    running.progress = Progress(terminal := Terminal())
    running.run()
    assert "Next: try 2, AD-2" in terminal.getvalue()
    assert "\r\x1b[2K" in terminal.getvalue()
    assert max(clock.waits) <= 1


def test_a_memory_that_cannot_be_read_begins_anew(tmp_path):
    for text in ("", "{", "[]", '{"unknown": 1}', '{"last_try": "yesterday"}'):
        (tmp_path / "memory.json").write_text(text)
        assert load(tmp_path / "memory.json") == Memory()
