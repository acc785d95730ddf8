"""The short version of `posts.py`."""

import pytest

from .posts import RUNNING, post_many

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend():
    return "asyncio"


async def test_every_accepted_post_has_its_rows_none_fails_and_memory_is_flat(database_url):
    result = await post_many(database_url, posts=1000, connections=64)
    assert result.statuses == {202: 1000}
    assert (len(result.job_ids), result.rows) == (1000, 1000)
    assert result.running == len(RUNNING)
    assert result.growth <= 1.10
