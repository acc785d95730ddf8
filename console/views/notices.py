"""Lines at the top of a page: what is old, or does not run."""

from dataclasses import dataclass
from datetime import datetime

from console.texts.fields import Texts
from console.texts.formats import Formats
from console.views.clock import Clock
from console.wire.gateway import GatewayStatus, StatusWarning


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A line; `can_sync` puts the button that reads the sources beside it."""

    words: str
    can_sync: bool = False
    is_english: bool = False


def notices(status: GatewayStatus, texts: Texts, clock: Clock) -> list[Notice]:
    """Return the lines, the most urgent first."""
    return [_notice(warned, texts, clock) for warned in status.warnings]


def _notice(warned: StatusWarning, texts: Texts, clock: Clock) -> Notice:
    formats = Formats(texts)

    def time(name: str) -> str | None:
        given = warned.params.get(name)
        return formats.when(clock.local(datetime.fromisoformat(given)), clock.today) if isinstance(given, str) else None

    if warned.code == "worker_missing":
        seen = time("heartbeatAt")
        return Notice(words=texts.no_worker_seen.format(time=seen) if seen else texts.no_worker)
    if warned.code == "source_stale" and (read_at := time("lastSyncedAt")):
        name = texts.step_names.get(str(warned.params.get("source")), "")
        return Notice(words=texts.stale.format(source=name, time=read_at), can_sync=True)
    # The others are rare, and name variables and commands; the gateway has them in English only.
    return Notice(words=warned.text, is_english=True)
