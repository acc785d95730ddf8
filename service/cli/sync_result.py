"""The plan of a sync, or the difference of a dry run, as lines for a person."""

from service.schemas.sync_result import RowChange, SyncDifference, SyncPlan, SyncResult

KINDS = (("inserted", "insert"), ("updated", "update"), ("deleted", "delete"))


def lines_of(result: SyncResult) -> list[str]:
    """Return the lines of a plan or of a difference; none for an ordinary sync."""
    if result.plan is not None:
        return _plan(result.plan)
    if result.difference is not None:
        return _difference(result, result.difference)
    return []


def _plan(plan: SyncPlan) -> list[str]:
    history = plan.history
    lines = [f"The next sync takes about {_calls(plan.calls)}, {_hours(plan.hours)}."]
    lines.append(f"  newest {plan.recent.days} days: about {_calls(plan.recent.calls)}")
    if history.calls:
        lines.append(
            f"  history: {history.days:,} days, about {_calls(history.calls)}, {_hours(history.hours)} at "
            f"{history.calls_per_hour} calls an hour"
        )
        lines += [f"    {space.name or space.id}: {space.days:,} days" for space in plan.workspaces if space.days]
    else:
        lines.append("  history: nothing is left to read")
    if plan.quota.remaining is None:
        lines.append("  left now: the service has not reported a quota")
    else:
        resets = plan.quota.resets_in_seconds
        later = "" if resets is None else f", reset in {resets / 60:.0f} min"
        lines.append(f"  left now: {_calls(plan.quota.remaining)}{later}")
    return lines


def _difference(result: SyncResult, difference: SyncDifference) -> list[str]:
    counts = {kind: getattr(result, kind) or 0 for kind, _ in KINDS}
    lines = [f"A sync would change: {', '.join(f'{count:,} {kind}' for kind, count in counts.items())}."]
    for kind, verb in KINDS:
        lines += [f"  {verb} {_row(change)}" for change in getattr(difference, kind)]
    if difference.left_out:
        lines.append(f"  and {difference.left_out:,} more rows")
    return lines


def _row(change: RowChange) -> str:
    label = " ".join(filter(None, (change.start, change.title)))
    name = f"{change.table} {change.id}" + (f" ({label})" if label else "")
    if change.fields is None:
        return name
    changes = ", ".join(f"{field}: {old} -> {new}" for field, (old, new) in change.fields.items())
    return f"{name}: {changes or 'alive again'}"


def _calls(count: int) -> str:
    return f"{count:,} call{'' if count == 1 else 's'}"


def _hours(hours: int) -> str:
    return f"about {hours:,} h" if hours else "less than 1 h"
