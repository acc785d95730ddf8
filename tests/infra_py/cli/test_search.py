"""The capacity search, with attempts whose results are listed and a clock on which no time passes."""

import io
import random
import threading
from datetime import timedelta

import pytest

from infra_py.cli.errors import CommandFailed, Interrupted
from infra_py.cli.oci_errors import RETRYABLE, UNEXPLAINED, Refusal, RefusalKind
from infra_py.cli.progress import Progress
from infra_py.cli.search import PAUSE_SECONDS, Search
from infra_py.cli.search_state import SearchState, load, save
from infra_py.cli.sizes import Size, ladder
from infra_py.cli.update import Update

from .fake_clock import FakeClock

DOMAINS = ["AD-1", "AD-2", "AD-3"]
FULL = Size(4, 24)
GIVEN = Update(None, {"api_url": "https://203.0.113.7:3000"}, has_made_machine=True)
ATTEMPT_SECONDS = 5


def refused(kind: RefusalKind, *others: RefusalKind) -> Update:
    rest = tuple(Refusal(kind=other, meaning=f"{other}.".capitalize()) for other in others)
    refusal = Refusal(kind=kind, meaning=f"{kind}.".capitalize(), fix="Do this.", others=rest)
    return Update(refusal, {}, has_made_machine=False)


NO = refused(RefusalKind.CAPACITY)


class Sky:
    """A cloud that gives its answers one after another; the last one stays."""

    def __init__(self, clock, *answers):
        self.clock, self.answers, self.attempts, self.times = clock, list(answers), [], []

    def __call__(self, domain, size):
        self.attempts.append((domain, size))
        self.times.append(self.clock.now())
        self.clock.instant += timedelta(seconds=ATTEMPT_SECONDS)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def out():
    return io.StringIO()


@pytest.fixture
def search(clock, out, tmp_path):
    def make(sky, *, sizes=(FULL,), span=timedelta(hours=72), state=None, domains=DOMAINS):
        return Search(
            attempt=sky,
            domains=domains,
            sizes=sizes,
            span=span,
            state=state or SearchState(),
            save=lambda state: save(state, tmp_path / "state.json"),
            clock=clock,
            progress=Progress(out),
            stop=threading.Event(),
            chance=random.Random(1),
        )

    return make


def test_domains_are_used_in_turn_until_one_has_room(search, clock):
    sky = Sky(clock, NO, NO, NO, NO, GIVEN)
    found = search(sky).run()
    assert [domain for domain, _ in sky.attempts] == ["AD-1", "AD-2", "AD-3", "AD-1", "AD-2"]
    assert (found.domain, found.size) == ("AD-2", FULL)


def test_attempts_are_at_least_a_minute_apart_and_never_in_step(search, clock):
    sky = Sky(clock, *[NO] * 20, GIVEN)
    search(sky).run()
    gaps = [(later - former).total_seconds() for former, later in zip(sky.times, sky.times[1:], strict=False)]
    assert min(gaps) >= PAUSE_SECONDS
    assert max(gaps) <= 2 * PAUSE_SECONDS
    assert len(set(gaps)) == len(gaps)


def test_the_search_ends_when_its_time_is_over_and_says_what_happened(search, clock):
    sky = Sky(clock, refused(RefusalKind.THROTTLED), refused(RefusalKind.A1_LIMIT), NO)
    with pytest.raises(CommandFailed) as ended:
        search(sky, span=timedelta(hours=2)).run()
    assert sky.times[-1] - sky.times[0] < timedelta(hours=2)
    counts = "86 times out of capacity, 1 times service limit of A1 machines, 1 times too many requests"
    assert f"No machine was available in 2 h 00 min and 88 attempts ({counts})." in str(ended.value)
    assert "or with --accept-smaller" in str(ended.value)


def test_the_next_search_after_the_end_has_all_of_its_time(search, clock):
    state = SearchState()
    with pytest.raises(CommandFailed):
        search(Sky(clock, NO), span=timedelta(minutes=10), state=state).run()
    assert (state.spent_seconds, state.attempts, state.refusals) == (0, 0, {})
    assert search(Sky(clock, GIVEN), state=state).run().update is GIVEN


def test_smaller_sizes_are_not_advised_where_they_were_tried(search, clock):
    with pytest.raises(CommandFailed) as ended:
        search(Sky(clock, NO), sizes=ladder(FULL, accept_smaller=True), span=timedelta(minutes=10)).run()
    assert "--accept-smaller" not in str(ended.value)


@pytest.mark.parametrize("kind", sorted(set(RefusalKind) - RETRYABLE))
def test_an_error_that_needs_a_person_ends_it_at_once_with_its_fix(search, clock, kind):
    sky = Sky(clock, refused(kind))
    with pytest.raises(CommandFailed, match=r"Do this\."):
        search(sky).run()
    assert len(sky.attempts) == 1
    assert clock.waits == []


@pytest.mark.parametrize("kind", sorted(UNEXPLAINED))
def test_an_unknown_error_is_not_called_hopeless(search, clock, kind):
    with pytest.raises(CommandFailed, match="does not recognize this error"):
        search(Sky(clock, refused(kind))).run()


@pytest.mark.parametrize("kind", [RefusalKind.QUOTA, RefusalKind.NOT_AUTHORIZED, RefusalKind.BAD_REQUEST])
def test_a_known_error_is_called_hopeless(search, clock, kind):
    with pytest.raises(CommandFailed, match=r"No further attempt would help\. "):
        search(Sky(clock, refused(kind))).run()


def test_a_throttled_attempt_waits_longer_and_keeps_its_turn(search, clock):
    sky = Sky(clock, NO, refused(RefusalKind.THROTTLED), GIVEN)
    search(sky).run()
    assert [domain for domain, _ in sky.attempts] == ["AD-1", "AD-2", "AD-2"]
    assert clock.waits[0] < 300 <= clock.waits[1]


def test_throttling_beside_the_machines_refusal_waits_longer_and_uses_the_turn(search, clock, out):
    sky = Sky(clock, refused(RefusalKind.CAPACITY, RefusalKind.THROTTLED), GIVEN)
    search(sky).run()
    assert [domain for domain, _ in sky.attempts] == ["AD-1", "AD-2"]
    assert clock.waits[0] >= 300
    assert "Out of capacity; Too many requests." in out.getvalue()


def test_a_lost_connection_is_waited_for_and_keeps_its_turn(search, clock):
    sky = Sky(clock, NO, *[refused(RefusalKind.NETWORK)] * 5, GIVEN)
    assert search(sky).run().domain == "AD-2"


def test_a_false_limit_is_another_word_for_no_capacity(search, clock):
    sky = Sky(clock, refused(RefusalKind.A1_LIMIT), NO, refused(RefusalKind.A1_LIMIT), GIVEN)
    assert search(sky).run().domain == "AD-1"


@pytest.mark.parametrize("kind", [RefusalKind.A1_LIMIT, RefusalKind.NO_SHAPE])
def test_a_doubtful_refusal_that_every_domain_repeats_is_believed(search, clock, kind):
    sky = Sky(clock, refused(kind))
    state = SearchState()
    with pytest.raises(CommandFailed, match=r"the last 10 attempts had the same result\. .* Do this\."):
        search(sky, state=state).run()
    assert len(sky.attempts) == 10
    assert state.repeats == 0  # the next run begins to count again


def test_a_doubtful_refusal_at_all_sizes_is_believed_after_three_rounds_of_them(search, clock):
    sky = Sky(clock, refused(RefusalKind.A1_LIMIT))
    with pytest.raises(CommandFailed, match="the last 36 attempts"):
        search(sky, sizes=ladder(FULL, accept_smaller=True)).run()


def test_capacity_between_doubtful_refusals_keeps_them_doubtful(search, clock):
    nine = [refused(RefusalKind.A1_LIMIT)] * 9
    sky = Sky(clock, *nine, NO, *nine, GIVEN)
    assert search(sky).run().update is GIVEN


def test_smaller_sizes_come_after_each_round_of_domains_and_only_when_asked(search, clock):
    sky = Sky(clock, *[NO] * 12, GIVEN)
    search(sky, sizes=ladder(FULL, accept_smaller=True)).run()
    assert [size.ocpus for _, size in sky.attempts] == [4, 4, 4, 3, 3, 3, 2, 2, 2, 1, 1, 1, 4]
    assert ladder(FULL, accept_smaller=False) == (FULL,)


def test_the_ladder_begins_below_the_wanted_size():
    assert ladder(Size(2, 12), accept_smaller=True) == (Size(2, 12), Size(1, 6))
    assert ladder(Size(4, 12), accept_smaller=True) == (Size(4, 12), Size(2, 12), Size(1, 6))


def test_ctrl_c_stops_a_wait_and_the_next_run_goes_on_where_it_was(search, clock, tmp_path):
    sky = Sky(clock, NO)
    first = search(sky)
    clock.on_wait = lambda count: first.stop.set() if count == 2 else None
    with pytest.raises(Interrupted, match="Stopped after 2 attempts"):
        first.run()

    state = load(tmp_path / "state.json")
    clock.on_wait = lambda _count: None
    sky.answers = [GIVEN]
    assert search(sky, state=state).run().domain == "AD-3"
    assert state.attempts == 3


def test_ctrl_c_in_an_attempt_does_not_use_its_turn_up(search, clock, tmp_path):
    def stopped(_domain, _size):
        raise Interrupted("Stopped.")

    with pytest.raises(Interrupted):
        search(stopped).run()
    state = load(tmp_path / "state.json")
    assert (state.turn, state.attempts) == (0, 1)
    assert state.last_attempt == clock.now()


def test_a_run_that_starts_right_after_another_waits_the_rest_of_the_minute(search, clock):
    state = SearchState(last_attempt=clock.now() - timedelta(seconds=20))
    sky = Sky(clock, GIVEN)
    search(sky, state=state).run()
    assert clock.waits == [40]


def test_only_the_time_of_running_searches_counts(search, clock):
    state = SearchState(spent_seconds=71.9 * 3600, last_attempt=clock.now() - timedelta(days=9))
    sky = Sky(clock, NO)
    with pytest.raises(CommandFailed, match="in 72 h 00 min"):
        search(sky, state=state).run()
    assert 3 <= len(sky.attempts) <= 6
    assert state.spent_seconds == 0


def test_a_machine_that_is_given_ends_the_search_even_when_something_after_it_failed(search, clock):
    failed_later = Update(Refusal(kind=RefusalKind.UNKNOWN, meaning="The release failed."), {}, has_made_machine=True)
    assert search(Sky(clock, NO, failed_later)).run().update is failed_later


def test_each_attempt_is_one_plain_line_where_there_is_no_terminal(search, clock, out):
    search(Sky(clock, NO, GIVEN)).run()
    lines = out.getvalue().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("Attempt 1: AD-1, 4 OCPU / 24 GB: Out of capacity. Next attempt at ")
    assert " in AD-2 (5 s of 72 h 00 min)." in lines[0]


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_terminal_gets_a_line_that_counts_down(search, clock):
    running = search(Sky(clock, NO, GIVEN))
    running.progress = Progress(terminal := Terminal())
    running.run()
    assert "Next: attempt 2, AD-2" in terminal.getvalue()
    assert "\r\x1b[2K" in terminal.getvalue()
    assert max(clock.waits) <= 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"unknown": 1}',
        '{"last_attempt": "yesterday"}',
        '{"last_attempt": "2026-11-25T12:00:00"}',  # without a time zone
        '{"last_attempt": null, "turn": "x"}',
        '{"last_attempt": null, "domains": "AD-1"}',
        '{"last_attempt": null, "refusals": []}',
        '{"last_attempt": null, "has_answered": true}',  # of another version
    ],
)
def test_a_state_that_cannot_be_read_begins_a_new_search(tmp_path, text):
    (tmp_path / "state.json").write_text(text)
    assert load(tmp_path / "state.json") == SearchState()


def test_a_state_is_read_as_it_was_written(tmp_path, clock):
    state = SearchState(
        account="ap-tokyo-1 ocid1.tenancy.x",
        domains=DOMAINS,
        turn=7,
        attempts=9,
        spent_seconds=12.5,
        last_attempt=clock.now(),
        refusals={"out of capacity": 9},
        last_kind="out of capacity",
        repeats=9,
    )
    save(state, tmp_path / "new folder" / "state.json")
    assert load(tmp_path / "new folder" / "state.json") == state
