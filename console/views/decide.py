"""What waits for a decision of the person."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from console.texts.fields import Texts
from console.texts.formats import Formats
from console.views.strips import UNCATEGORIZED, DayClock
from console.views.words import Categories
from console.wire.days import Day, Segment
from console.wire.sources import Source
from console.wire.targets import Proposal

LEAST_MINUTES = 30
TOGGL = "https://track.toggl.com/timer"


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Something to decide: a proposal with its two buttons, or a hint with a link."""

    title: str
    words: str
    proposal_id: str = ""
    link: str = ""
    link_name: str = ""


class Decisions:
    """Collects what waits for the person."""

    def __init__(self, texts: Texts, categories: Categories, zone: ZoneInfo) -> None:
        self._texts, self._formats, self._categories, self._zone = texts, Formats(texts), categories, zone

    def of(
        self, proposals: Sequence[Proposal], sources: Sequence[Source], day: Day | None, *, is_whole_day: bool
    ) -> list[Decision]:
        """Return the decisions, the most important first; `day` is the last one that is over."""
        found = [*self._failed(sources), *(self._proposal(proposal) for proposal in proposals)]
        if day is not None:
            found += self._gaps(day, UNCATEGORIZED, self._texts.uncategorized_gap)
            if is_whole_day:
                found += self._gaps(day, None, self._texts.untracked_gap)
        return found

    def _proposal(self, proposal: Proposal) -> Decision:
        texts, clock = self._texts, self._formats.clock
        words = {"more": texts.at_least, "less": texts.at_most, "neutral": texts.about}[proposal.direction]
        title = texts.proposal.format(
            category=self._categories.name(proposal.category),
            before=clock(proposal.old_minutes),
            after=words.format(target=clock(proposal.new_minutes)),
        )
        reason = proposal.reason.get(texts.language) or proposal.reason.get("en", "")
        return Decision(title=title, words=reason, proposal_id=proposal.proposal_id)

    def _failed(self, sources: Sequence[Source]) -> Iterator[Decision]:
        for source in sources:
            error = source.last_error
            if error and (source.last_synced_at is None or error.at > source.last_synced_at):
                name = self._texts.step_names.get(source.service, source.service)
                title = self._texts.source_failed.format(source=name)
                link = f"/jobs/{error.job_id}"
                yield Decision(title=title, words=error.message, link=link, link_name=self._texts.log)

    def _gaps(self, day: Day, category: str | None, words: str) -> Iterator[Decision]:
        """Yield long pieces without a category, or without any entry."""
        clock = DayClock(day, self._zone)
        pieces = [
            piece for piece in day.actual if (piece.is_generated if category is None else piece.category == category)
        ]
        long = [piece for piece in pieces if piece.end - piece.start >= LEAST_MINUTES * 60]
        if long:
            total = sum(piece.end - piece.start for piece in long) / 60
            title = words.format(day=self._formats.day(day.date), duration=self._formats.duration(total))
            parts = ", ".join(self._piece(clock, piece) for piece in long)
            yield Decision(title=title, words=parts, link=TOGGL, link_name=self._texts.open_in_toggl)

    def _piece(self, clock: DayClock, piece: Segment) -> str:
        times = f"{clock.words(piece.start, self._formats)}–{clock.words(piece.end, self._formats)}"
        return times + (f" 「{piece.description}」" if piece.description else "")
