"""Entries of v9 that the report knows better.

v9 wins over the report. So where a re-read of the history finds an entry that changed while nobody listened (longer
than `since` reaches back), or one that a comparison had taken for deleted, v9's row has to follow the report.
"""

from collections.abc import Sequence
from datetime import datetime

import psycopg

from pipelines.connector.counts import Counts

CORRECT = """
update raw.toggl__time_entries as v9
set data = case
        when (report.data ->> 'at')::timestamptz > (v9.data ->> 'at')::timestamptz
            then (v9.data - 'pid') || jsonb_build_object(
                'start', report.data -> 'start',
                'stop', report.data -> 'stop',
                'duration', report.data -> 'seconds',
                'description', report.data -> 'description',
                'billable', report.data -> 'billable',
                'project_id', report.data -> 'project_id',
                'tag_ids', report.data -> 'tag_ids',
                'tags', coalesce(
                    (
                        select jsonb_agg(tag.data -> 'name' order by tag.source_id)
                        from raw.toggl__tags as tag
                        where coalesce(report.data -> 'tag_ids', '[]') @> to_jsonb(tag.source_id::bigint)
                    ),
                    '[]'
                ),
                'at', report.data -> 'at'
            )
        else v9.data
    end,
    deleted_at = null,
    synced_at = %(now)s
from raw.toggl__report_time_entries as report
where report.source_id = v9.source_id
    and v9.source_id = any(%(ids)s)
    and v9.data ->> 'server_deleted_at' is null
    and (
        v9.deleted_at is not null
        or (report.data ->> 'at')::timestamptz > (v9.data ->> 'at')::timestamptz
    )
"""


def apply_report_corrections(connection: psycopg.Connection, ids: Sequence[str], now: datetime) -> Counts:
    """Bring v9's rows of these entries, all alive in the report, up to what the report says."""
    return Counts(updated=connection.execute(CORRECT, {"ids": list(ids), "now": now}).rowcount)
