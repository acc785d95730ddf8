"""What consoles share: links for one sign-in, waits after failures, and the epoch of sessions."""

import logging
from datetime import UTC, datetime, timedelta

import anyio
import pytest

from service.auth.sign_ins import FAILURES_OF_ALL, wait_after
from service.database.pool import all_rows

pytestmark = pytest.mark.anyio
START = datetime(2026, 6, 1, tzinfo=UTC)


class Clock:
    def __init__(self):
        self.at = START

    def now(self):
        return self.at

    def turn(self, **by):
        self.at += timedelta(**by)


@pytest.fixture
def clock(api):
    api.state.clock = Clock()
    return api.state.clock


async def redeem(api, token):
    return await api.client.post("/api/console/links/redeem", json={"token": token})


async def begin(api, client="192.0.2.1", **more):
    body = {"client": client, "outcome": "begun", **more}
    return (await api.client.post("/api/console/attempts", json=body)).json()


def seconds(answer, clock):
    """Return how long the client has to wait; None where it may try."""
    until = answer["lockedUntil"]
    return None if until is None else (datetime.fromisoformat(until) - clock.at).total_seconds()


async def test_a_link_is_redeemed_once_whoever_is_first(api, clock):
    link = (await api.client.post("/api/console/links")).json()
    assert datetime.fromisoformat(link["expiresAt"]) == START + timedelta(minutes=10)
    statuses = []

    async def one():
        statuses.append((await redeem(api, link["token"])).status_code)

    async with anyio.create_task_group() as tasks:
        for _ in range(8):
            tasks.start_soon(one)
    assert sorted(statuses) == [200, *[410] * 7]


async def test_an_unknown_a_used_and_an_expired_link_look_the_same(api, clock):
    used, expired = [(await api.client.post("/api/console/links")).json()["token"] for _ in range(2)]
    assert (await redeem(api, used)).json() == {"epoch": 1}
    clock.turn(minutes=10)
    answers = [(await redeem(api, token)) for token in ("nonsense", used, expired)]
    assert {answer.status_code for answer in answers} == {410}
    assert len({answer.text for answer in answers}) == 1


async def test_the_token_of_a_link_is_neither_kept_nor_logged(api, caplog):
    with caplog.at_level(logging.DEBUG):
        made = await api.client.post("/api/console/links")
        token = made.json()["token"]
        await redeem(api, token)
    assert made.headers["cache-control"] == "no-store"
    assert token not in caplog.text
    async with api.pool.connection() as connection:
        assert token not in str(await all_rows(connection, "select * from console_links"))


async def test_old_links_are_deleted(api, clock):
    await api.client.post("/api/console/links")
    clock.turn(minutes=11)
    await api.client.post("/api/console/links")
    async with api.pool.connection() as connection:
        assert len(await all_rows(connection, "select * from console_links")) == 1


@pytest.mark.parametrize(
    ("failures", "wait"), [(0, 0), (4, 0), (5, 30), (6, 60), (9, 480), (10, 900), (11, 900), (10**9, 900)]
)
def test_the_wait_doubles_up_to_fifteen_minutes(failures, wait):
    assert wait_after(failures).total_seconds() == wait


async def test_after_five_failures_a_client_waits_and_each_time_longer(api, clock):
    for number in range(1, 6):
        assert await begin(api) == {"failures": number, "lockedUntil": None}
    assert seconds(await begin(api), clock) == 30
    clock.turn(seconds=29)
    assert seconds(await begin(api), clock) == 1
    assert (await begin(api, "192.0.2.2"))["lockedUntil"] is None
    clock.turn(seconds=1)
    assert await begin(api) == {"failures": 6, "lockedUntil": None}
    assert seconds(await begin(api), clock) == 60


async def test_a_success_forgives_and_so_does_an_hour(api, clock):
    for _ in range(5):
        await begin(api)
    clock.turn(seconds=30)
    await begin(api)
    await api.client.post("/api/console/attempts", json={"client": "192.0.2.1", "outcome": "succeeded"})
    assert await begin(api) == {"failures": 1, "lockedUntil": None}
    clock.turn(hours=1, seconds=1)
    assert await begin(api) == {"failures": 1, "lockedUntil": None}


async def test_attempts_at_the_same_moment_are_no_more_than_one_after_the_other(api, clock):
    answers = []

    async def one():
        answers.append((await begin(api))["lockedUntil"])

    async with anyio.create_task_group() as tasks:
        for _ in range(20):
            tasks.start_soon(one)
    assert answers.count(None) == 5


async def test_in_a_flood_every_client_waits_but_a_known_device(api, clock):
    async with api.pool.connection() as connection:
        await connection.execute(
            "insert into console_attempts (client, failures, attempted_at) "
            "select '203.0.113.' || number, 4, %s from generate_series(1, %s) as number",
            [START, FAILURES_OF_ALL // 4],
        )
    assert seconds(await begin(api, "192.0.2.9"), clock) == 30
    assert (await begin(api, "192.0.2.8", isKnownDevice=True))["lockedUntil"] is None
    clock.turn(seconds=30)
    assert await begin(api, "192.0.2.9") == {"failures": 1, "lockedUntil": None}
    assert seconds(await begin(api, "192.0.2.9"), clock) == 30
    clock.turn(hours=1, seconds=1)
    assert (await begin(api, "192.0.2.7"))["lockedUntil"] is None


async def test_all_sessions_end_with_their_epoch(api, other):
    assert (await api.client.get("/api/console/epoch")).json() == {"epoch": 1}
    assert (await api.client.post("/api/console/epoch")).json() == {"epoch": 2}
    assert (await other.client.get("/api/console/epoch")).json() == {"epoch": 2}
