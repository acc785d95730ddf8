from datetime import UTC, datetime

import psycopg

from pipelines.reporter.queries.tracked import quality, snapshot

LATER = datetime(2026, 4, 1, 7, tzinfo=UTC)


def test_a_transform_that_ends_in_the_middle_is_not_seen(marts):
    marts.fill([], LATER)
    with psycopg.connect(marts.url) as connection:
        with snapshot(connection):
            before = quality(connection)
            marts_of_the_next_run(marts)
            assert quality(connection) == before
        assert quality(connection).deleted_count == 99


def marts_of_the_next_run(marts) -> None:
    with psycopg.connect(marts.url) as connection:
        connection.execute("update marts.data_quality set deleted_count = 99")
