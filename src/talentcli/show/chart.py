"""A timeline drawn in characters: every event as long as its date is precise."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from talentcli.ask.timeline import Event
from talentcli.corpus import times
from talentcli.show.layout import pad, width, wrap
from talentcli.show.views import event_text, timeline_footer
from talentcli.show.words import Lang, word

LEAST_AXIS = 12
"""Cells below which an axis tells nothing."""


DAY, SPAN, BEFORE, AFTER, LINE = "●━◀▶·"
"""A day, a stretch of days, an open beginning, an open end, the axis."""


class Axis(NamedTuple):
    """A stretch of days laid over so many cells."""

    first: int
    last: int
    cells: int

    def cell(self, day: int) -> int:
        """The cell that a day falls in, held within the axis."""
        offset = (day - self.first) * self.cells // (self.last - self.first + 1)
        return min(max(offset, 0), self.cells - 1)


def draw_timeline(events: Sequence[Event], undated: int, lang: Lang, cells: int) -> str:
    """Date, band and text of each event in one line or more, under an axis of years.

    A day is a dot, a month or a year a band as long as itself, an open end an arrow.
    """
    moments = [times.parse_one(event.date or "") for event in events]
    dates = [times.show(event.date or "", lang) for event in events]
    labels = min(max(map(width, dates)), cells // 4)
    axis = axis_of(moments, max(LEAST_AXIS, (cells - labels - 4) * 2 // 5))
    room = cells - labels - axis.cells - 4
    lines = [" " * (labels + 2) + ticks(axis)]
    for event, moment, shown in zip(events, moments, dates, strict=True):
        left = wrap(shown, labels)
        right = wrap(f"{event_text(event, lang)} ({word(event.what, lang)}, {event.id})", room)
        for n in range(max(len(left), len(right))):
            begin = pad(left[n] if n < len(left) else "", labels)
            drawn = band(moment, axis) if n == 0 else " " * axis.cells
            lines.append(f"{begin}  {drawn}  {right[n] if n < len(right) else ''}".rstrip())
    for remark in timeline_footer(len(events), undated, lang):
        lines += wrap(remark, cells)
    return "".join(f"{line}\n" for line in lines)


def axis_of(moments: Sequence[times.Time], cells: int) -> Axis:
    """The whole years from the first to the last day that any event names."""
    days = [day for moment in moments for day in (moment.first, moment.last) if day is not None]
    first, last = date.fromordinal(min(days)), date.fromordinal(max(days))
    return Axis(date(first.year, 1, 1).toordinal(), date(last.year, 12, 31).toordinal(), cells)


def ticks(axis: Axis) -> str:
    """The years above the axis, as many as have room."""
    first, last = date.fromordinal(axis.first).year, date.fromordinal(axis.last).year
    steps = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
    step = next((n for n in steps if (last - first + 1) // n * 6 <= axis.cells), 1000)
    line = ""
    for year in range(first, last + 1):
        at = axis.cell(date(year, 1, 1).toordinal())
        if year % step == 0 and at >= len(line) + bool(line) and at + 4 <= axis.cells:
            line = line.ljust(at) + str(year)
    return line.ljust(axis.cells)


def band(moment: times.Time, axis: Axis) -> str:
    """The event on the axis."""
    first = 0 if moment.first is None else axis.cell(moment.first)
    last = axis.cells - 1 if moment.last is None else axis.cell(moment.last)
    drawn = [DAY if moment.precision == "day" else SPAN] * (last - first + 1)
    if moment.first is None:
        drawn[0] = BEFORE
    if moment.last is None:
        drawn[-1] = AFTER
    return LINE * first + "".join(drawn) + LINE * (axis.cells - 1 - last)
