"""What Google answers instead of events: limits, faults, refusals, dead tokens."""

import random
from datetime import timedelta
from email.utils import format_datetime

import pytest

from pipelines.connector.retries import TRIES
from pipelines.stage import BadInputError, ConfigurationError, TemporaryError

from .conftest import ALL, EVENTS, NOW, SAM, living


def formatted(**later: float) -> str:
    """Return the instant that much after now as a date of HTTP."""
    return format_datetime(NOW + timedelta(**later), usegmt=True)


@pytest.mark.parametrize("after", [0, 2])
def test_a_410_without_a_token_is_one_sentence_and_nothing_is_swept(run, google, database, after):
    run()
    google.store.forget("e3")
    google.fail_next("refuse", times=99, path=EVENTS, status=410, reason="fullSyncRequired", after=after)
    with pytest.raises(TemporaryError, match=rf"{SAM}.*410.*try again") as caught:
        run(full=True)
    assert "\n" not in str(caught.value)
    assert living(database) == ALL


@pytest.mark.parametrize("status", [400, 410, 412])
def test_any_refused_page_token_means_reading_the_list_again(run, google, database, status):
    google.fail_next("refuse", path=EVENTS, status=status, reason="invalid", after=1)
    run()
    assert living(database) == ALL


def test_any_refused_sync_token_means_a_full_read(run, google, database):
    run()
    google.store.forget("e3")
    google.requests.clear()
    google.fail_next("refuse", path=EVENTS, status=400, reason="invalid")
    run()
    assert [("syncToken" in page) for page in google.lists()][:2] == [True, False]
    assert living(database) == ALL - {"e3"}


def test_a_refused_first_page_without_a_token_is_final(run, google):
    google.fail_next("refuse", path=EVENTS, status=400, reason="invalid")
    with pytest.raises(BadInputError, match="400"):
        run()


@pytest.mark.parametrize(("path", "said"), [("/colors", "GOOGLE_API_URL"), ("/calendarList/", "GOOGLE_CALENDAR_IDS")])
def test_a_410_of_anything_but_events_names_the_setting(run, google, path, said):
    google.fail_next("refuse", path=path, status=410, reason="deleted")
    with pytest.raises(ConfigurationError, match=said):
        run()


@pytest.mark.parametrize(
    "reason", ["rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "dailyLimitExceeded"]
)
def test_a_limit_is_waited_for_with_growing_jittered_delays(run, google, clock, database, reason):
    google.fail_next("refuse", times=3, path=EVENTS, reason=reason)
    run()
    jitter = random.Random(1)
    backoffs = [delay * jitter.uniform(0.5, 1.5) for delay in (0.5, 1, 2)]
    assert [wait for wait in clock.slept if wait in backoffs] == backoffs
    assert clock.now >= sum(max(1, wait) for wait in backoffs), "one request a second from the first refusal on"
    assert living(database) == ALL


@pytest.mark.parametrize("kind", ["rate", "error", "html", "truncated", "cut", "drop"])
@pytest.mark.parametrize("path", [EVENTS, "/token"])
def test_what_passes_is_tried_again_and_bounded(run, google, kind, path):
    google.fail_next(kind, times=2, path=path)
    run()
    google.expire_access()
    google.requests.clear()
    google.fail_next(kind, times=99, path=path)
    with pytest.raises(TemporaryError, match="Google"):
        run()
    assert len([request for request in google.requests if request.fault]) == TRIES


@pytest.mark.parametrize(
    ("reason", "said"), [("forbidden", "share the calendar"), ("accessNotConfigured", "enable the Google Calendar API")]
)
def test_another_403_is_final_and_names_calendar_and_fix(run, google, clock, reason, said):
    google.fail_next("refuse", path=EVENTS, reason=reason)
    with pytest.raises(ConfigurationError, match=said) as caught:
        run()
    assert SAM in str(caught.value)
    assert clock.slept == []


def test_a_dead_refresh_token_says_why_and_what_to_do(run, google):
    google.fail_next("invalid_grant", path="/token")
    with pytest.raises(ConfigurationError, match=r'"Testing".*7 days.*lifetracer connect google') as caught:
        run()
    assert "sandbox-refresh-token" not in str(caught.value)


def test_a_wrong_client_names_the_settings(run, google):
    google.fail_next("invalid_grant", path="/token", error="invalid_client")
    with pytest.raises(ConfigurationError, match="GOOGLE_CLIENT_ID"):
        run()


def test_an_access_token_that_ran_out_in_between_is_renewed_once(run, google, database):
    google.fail_next("refuse", path=EVENTS, status=401, reason="authError", after=1)
    run()
    assert living(database) == ALL
    assert [request.path for request in google.requests].count("/token") == 2
    google.fail_next("refuse", times=2, path=EVENTS, status=401, reason="authError")
    with pytest.raises(ConfigurationError, match="401"):
        run()


ENDPOINTS = pytest.mark.parametrize("path", [EVENTS, "/token"])


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("31", 31),
        ("99999999999", 3600),
        (formatted(minutes=10), 600),
        (formatted(hours=10), 3600),
    ],
)
@pytest.mark.parametrize(
    ("kind", "options"), [("rate", {}), ("error", {"status": 503}), ("refuse", {"reason": "rateLimitExceeded"})]
)
@ENDPOINTS
def test_a_long_retry_after_is_left_to_the_engine(run, google, clock, path, kind, options, value, seconds):
    google.fail_next(kind, path=path, retry_after=value, **options)
    with pytest.raises(TemporaryError) as caught:
        run()
    assert caught.value.after_seconds == seconds
    assert clock.slept == []
    assert len([request for request in google.requests if request.fault]) == 1


@pytest.mark.parametrize("value", ["17", formatted(seconds=17)])
@ENDPOINTS
def test_a_short_retry_after_is_slept_through(run, google, clock, database, path, value):
    google.fail_next("rate", path=path, retry_after=value)
    run()
    assert 17 in clock.slept
    assert living(database) == ALL


@ENDPOINTS
def test_an_answer_that_drips_has_a_deadline_as_a_whole(run, google, path):
    google.fail_next("drip", times=99, path=path, every=0.02)
    with pytest.raises(TemporaryError, match=r"in time .*no whole answer within 0.3 s"):
        run(deadline_seconds=0.3)
    assert len([request for request in google.requests if request.fault]) == TRIES


def test_a_token_endpoint_that_answers_null_is_one_sentence(run, google):
    google.fail_next("null", path="/token")
    google.expire_access()
    with pytest.raises(BadInputError, match="GOOGLE_TOKEN_URL"):
        run()
