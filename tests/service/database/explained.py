"""Plans of all statements of a process, as PostgreSQL ran them."""

import re
from typing import Any

import psycopg
from psycopg import sql

_EXPLAINED = re.compile(r"\s*(--[^\n]*\n\s*)*(select|with|insert|update|delete)\b", re.IGNORECASE)
PLANS: list[tuple[str, dict[str, Any]]] = []


class ExplainedCursor(psycopg.AsyncCursor[Any]):
    """A cursor that runs each statement once more before, with EXPLAIN ANALYZE, and takes its effects back."""

    async def execute(self, query: Any, params: Any = None, **options: Any) -> "ExplainedCursor":
        text = query.as_string(self.connection) if isinstance(query, sql.Composable) else str(query)
        if _EXPLAINED.match(text) and not self.connection.autocommit:
            await super().execute("savepoint explained")
            await super().execute("explain (analyze, buffers, format json) " + text, params)
            row = await self.fetchone()
            assert row is not None
            await super().execute("rollback to savepoint explained")
            PLANS.append((text, next(iter(row.values()))[0]["Plan"]))
        return await super().execute(query, params, **options)


def nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a plan's nodes, the root first."""
    return [plan, *(node for child in plan.get("Plans", []) for node in nodes(child))]


def buffers(plan: dict[str, Any]) -> int:
    """Return how many pages a statement looked at."""
    return int(plan["Shared Hit Blocks"]) + int(plan["Shared Read Blocks"])
