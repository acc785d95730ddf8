"""Strips: pieces as long as their time, on days of every length, for people who track all or a part of it."""

import itertools
from xml.etree.ElementTree import Element

import pytest

from drawing.axis import HOUR, Axis, ClockChange
from drawing.paint import UNREAD
from drawing.palette import HATCHED, TEN, UNTRACKED_COLOR
from drawing.strip import MAX_LANES, Piece, Row, Strip, draw, part_day_axis
from tests.drawing.samples import COLORS, OWN, found, number, parsed, pieces, share, words

WORK, SLEEP = TEN["Work"], TEN["Sleep"]
DAY = 24 * HOUR


def drawn(*rows: Row, **options) -> str:
    return draw(Strip(rows, "Today", **options))


def end(element: Element) -> float:
    return share(element, "x") + share(element, "width")


@pytest.mark.parametrize("length", [23 * HOUR, DAY, 25 * HOUR])
def test_a_day_without_a_gap_is_full(length: int):
    svg = drawn(Row(pieces("", length=length), length=length), axis=Axis(0, length))
    rects = found(svg, "rect", "piece")
    assert len(rects) == len(COLORS)
    assert sum(share(rect, "width") for rect in rects) == pytest.approx(100, abs=1e-9)
    for left, right in itertools.pairwise(rects):
        assert end(left) == pytest.approx(share(right, "x"), abs=1e-9)
    assert share(rects[0], "x") == 0
    assert end(rects[-1]) == pytest.approx(100)


def test_a_piece_lies_where_its_time_does():
    rect = found(drawn(Row((Piece(6 * HOUR, 9 * HOUR, WORK),))), "rect", "piece f-work")[0]
    assert (share(rect, "x"), share(rect, "width")) == (25, 12.5)


def test_days_of_all_lengths_share_the_axis_of_the_longest():
    svg = drawn(
        *(
            Row((), length=length, changes_at=change)
            for length, change in ((82_800, 7200), (DAY, None), (90_000, 10_800))
        ),
        axis=Axis(0, 90_000),
    )
    grounds = found(svg, "rect", "f-untracked")
    assert [share(ground, "width") for ground in grounds] == [92, 96, 100]
    assert [share(mark, "x") for mark in found(svg, "svg")[1:]] == [8, 12]


def test_the_hours_of_a_day_by_itself_are_those_of_the_clock():
    spring = Axis(0, 82_800, ClockChange(7200, HOUR))
    assert list(spring.hours())[:3] == [(0, "0"), (7200, "3"), (5 * HOUR, "6")]
    assert list(spring.hours())[-1] == (82_800, "24")
    autumn = Axis(0, 90_000, ClockChange(10_800, -HOUR))
    assert list(autumn.hours())[:3] == [(0, "0"), (4 * HOUR, "3"), (7 * HOUR, "6")]
    assert list(autumn.hours())[-1] == (90_000, "24")


def test_an_hour_that_the_clocks_skip_has_no_label():
    assert [hour for _, hour in Axis(0, 8 * HOUR, ClockChange(7200, HOUR)).hours()] == list("013456789")


def test_half_an_hour_is_a_change_too():
    lord_howe = Axis(0, DAY - 1800, ClockChange(7200, 1800))
    assert list(lord_howe.hours())[1] == (3 * HOUR - 1800, "3")


@pytest.mark.parametrize(("end", "hours"), [(6, "012345678"), (9, "0123456789"), (12, "0 2 4 6 8 10 12")])
def test_a_short_axis_has_more_hours(end: int, hours: str):
    labels = [hour for _, hour in Axis(0, end * HOUR).hours()]
    assert labels == (hours.split() if " " in hours else list(hours)[: end + 1])


def test_hours_at_the_ends_stay_inside_and_a_phone_shows_every_other_one():
    svg = drawn(Row(()))
    texts = found(svg, "text")
    assert [text.get("text-anchor") for text in texts] == ["start", *["middle"] * 7, "end"]
    assert words(svg, "odd") == ["3", "9", "15", "21"]


def test_today_ends_at_the_present():
    svg = drawn(Row((Piece(0, 6 * HOUR, SLEEP),), now=6 * HOUR))
    assert share(found(svg, "rect", "f-untracked")[0], "width") == 25
    future = found(svg, "rect", "future")[0]
    assert (share(future, "x"), share(future, "width")) == (25, 75)
    assert share(found(svg, "line", "now")[0], "x1") == 25


@pytest.mark.parametrize("now", [None, 0, DAY])
def test_a_day_that_is_over_or_to_come_has_no_line_for_the_present(now: int | None):
    assert found(drawn(Row((), now=now)), "line", "now") == []


def test_planned_and_actual_time_look_different():
    actual = found(drawn(Row(pieces(""))), "rect", "f-work")[0]
    planned = found(drawn(Row(pieces(""), is_plan=True)), "rect", "f-work")[0]
    assert set(actual.get("class", "").split()) == {"piece", "f-work"}
    assert set(planned.get("class", "").split()) == {"plan", "f-work", "s-work"}


def test_time_without_a_plan_is_not_untracked():
    svg = drawn(Row((), is_plan=True))
    assert len(found(svg, "rect", "rail")) == 1
    assert found(svg, "rect", "f-untracked") == []


def test_lines_lead_from_the_hours_through_the_rows_and_not_through_a_name():
    above = drawn(*[Row((), f"{day} June") for day in range(1, 4)])
    beside = drawn(Row((), "1 June"), Row((), "2 June"), names="beside")
    heights = [
        number(line, "y2") - number(line, "y1") for svg in (above, beside) for line in found(svg, "line", "grid")
    ]
    assert set(heights) == {34, 42}
    assert len(found(above, "line", "grid")) == 3 * 7
    assert found(drawn(Row(())), "line", "grid") == []


def test_untracked_unread_and_uncategorized_time_look_different():
    row = Row((Piece(0, 1, UNTRACKED_COLOR), Piece(8 * HOUR, DAY, UNREAD), Piece(1, 8 * HOUR, HATCHED)))
    svg = drawn(row)
    assert found(svg, "rect", "piece f-unread")[0].get("fill") == "url(#unread)"
    assert found(svg, "rect", "piece f-uncategorized")[0].get("fill") == "url(#uncategorized)"
    assert len(found(svg, "rect", "f-untracked")) == 2


def test_a_part_of_the_day_has_no_untracked_time_and_an_axis_of_its_hours():
    rows = (
        Row((Piece(9 * HOUR + 60, 12 * HOUR, WORK),)),
        Row((Piece(10 * HOUR, 17 * HOUR + 60, WORK),)),
    )
    axis = part_day_axis(rows)
    assert (axis.start, axis.end) == (9 * HOUR, 18 * HOUR)
    svg = drawn(*rows, axis=axis, is_whole_day=False)
    assert found(svg, "rect", "f-untracked") == []
    assert len(found(svg, "rect", "frame")) == 2


def test_a_short_day_does_not_fill_the_axis():
    axis = part_day_axis([Row((Piece(23 * HOUR, DAY, WORK),))])
    assert (axis.start, axis.end) == (20 * HOUR, DAY)
    assert part_day_axis([Row(())]) == Axis()


def test_a_short_piece_keeps_its_colour_and_is_drawn_over_its_neighbours():
    row = Row((Piece(0, 60, OWN, title="a minute"), Piece(60, DAY, WORK)))
    rects = [rect for rect in found(drawn(row), "rect") if rect.get("height") == "34"][1:]
    assert rects[0].get("class") == "piece f-work"
    assert (rects[1].get("class"), rects[1].get("stroke")) == ("thin", OWN)


def test_events_at_the_same_time_stand_under_each_other():
    row = Row(
        (
            Piece(9 * HOUR, 12 * HOUR, WORK, "Work"),
            Piece(10 * HOUR, 11 * HOUR, SLEEP, "Sleep"),
            Piece(12 * HOUR, 13 * HOUR, OWN, "O"),
        ),
        is_plan=True,
    )
    tops = [number(rect, "y") for rect in found(drawn(row), "rect", "plan")]
    assert tops[0] == tops[2] < tops[1]
    assert number(parsed(drawn(row)), "height") > number(parsed(drawn(Row((), is_plan=True))), "height")
    many = Row(tuple(Piece(0, HOUR, WORK) for _ in range(9)), is_plan=True)
    assert len({rect.get("y") for rect in found(drawn(many), "rect", "plan")}) == MAX_LANES
    assert len(found(drawn(many), "rect", "plan")) == 9


def test_each_piece_has_a_title_and_a_label_where_it_fits():
    svg = drawn(Row((Piece(0, 8 * HOUR, SLEEP, "Sleep", "0:00–8:00 Sleep"), Piece(8 * HOUR, 9 * HOUR, WORK, "Work"))))
    assert [title.text for title in found(svg, "title")] == ["0:00–8:00 Sleep", "Work"]
    assert words(svg, "w1") == ["Sleep"]
    assert words(svg, "w2") == []
    assert "Work" not in words(svg)


def test_labels_need_the_room_that_names_beside_the_bars_leave():
    row = Row((Piece(0, 5 * HOUR, SLEEP, "Sleep!!"),), "Monday the first")
    assert words(drawn(row), "w1") == ["Sleep!!"]
    assert words(drawn(row, names="beside"), "w1") == []
    assert words(drawn(row, names="beside"), "w2") == ["Sleep!!"]


def test_low_bars_have_no_labels():
    row = Row((Piece(0, DAY, SLEEP, "Sleep"),))
    assert "Sleep" not in words(drawn(row, bar=10))


def test_names_stand_above_the_bars_or_beside_them():
    above = drawn(Row((), "Monday", "7 h logged"))
    assert words(above)[0] == "Monday7 h logged"
    beside = drawn(Row((), "Monday"), names="beside", names_share=0.15)
    plot = found(beside, "svg")[1]
    assert words(beside)[0] == "Monday"
    assert share(plot, "x") == 15
    assert end(plot) == pytest.approx(100)


def test_a_long_name_beside_the_bars_is_cut_where_its_share_is_not_given():
    row = Row((), "The third Monday of the month of June")
    phone = drawn(row, names="beside")
    assert words(phone)[0].endswith("…")
    assert share(found(phone, "svg")[1], "x") == 30
    assert words(drawn(row, names="beside", names_share=0.3))[0] == row.name


def test_a_note_without_room_is_not_shown_on_a_phone():
    svg = drawn(Row((), "Yesterday", "23 h 54 logged · 1 h 56 without a project, 3 entries without"))
    assert [note.text for note in found(svg, "tspan", "w2")] == [
        "23 h 54 logged · 1 h 56 without a project, 3 entries without"
    ]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Piece(5, 5, WORK), "must end after its start"),
        (lambda: Piece(-1, 5, WORK), "a number from 0 on"),
        (lambda: Piece(0, 5, "blue"), "a colour is"),
        (lambda: Row((Piece(0, DAY + 1, WORK),)), "must lie in the day"),
        (lambda: Row((), now=DAY + 1), "the present must lie"),
        (lambda: Row((), changes_at=-1), "a change of the clocks must lie"),
        (lambda: Row((), length=0), "must have a length"),
        (lambda: Strip((), "x"), "must have a row"),
        (lambda: Strip((Row(()),), "x", bar=0), "must have a height"),
        (lambda: Strip((Row((Piece(0, HOUR, WORK),)),), "x", axis=Axis(HOUR, DAY)), "the axis must hold"),
        (lambda: Strip((Row(()),), "x", names_share=1), "a share between 0 and 1"),
        (lambda: Axis(5, 5), "an axis must end"),
    ],
)
def test_what_cannot_be_drawn_is_an_error(make, message: str):
    with pytest.raises(ValueError, match=message):
        make()
