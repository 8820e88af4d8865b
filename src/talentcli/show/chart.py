"""A timeline drawn in characters: every event as long as its date is precise."""

from calendar import isleap
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from talentcli.ask.derive import series
from talentcli.ask.timeline import Event
from talentcli.corpus import times
from talentcli.corpus.model import Metric
from talentcli.show.layout import pad, width, wrap
from talentcli.show.phrases import figure, time_of
from talentcli.show.views import event_text, timeline_footer
from talentcli.show.words import Lang, aside, side, word

LEAST_AXIS = 12
"""Cells below which an axis tells nothing."""


DAY, SPAN, BEFORE, AFTER, LINE = "●━◀▶·"
"""A day, a stretch of days, an open beginning, an open end, the axis."""


Range = tuple[int | None, int | None]
"""First and last day asked for, as ordinals; None is an open end."""


class Axis(NamedTuple):
    """Whole years, the first and the last one in, laid over so many cells."""

    first: int
    last: int
    cells: int

    def cell(self, day: int) -> int:
        """The cell that a day, as an ordinal, falls in; every year has the same share of cells."""
        moment = date.fromordinal(day)
        start = date(moment.year, 1, 1).toordinal()
        length = 366 if isleap(moment.year) else 365
        days = (moment.year - self.first) * length + day - start
        offset = days * self.cells // (length * (self.last - self.first + 1))
        return min(max(offset, 0), self.cells - 1)

    def is_before(self, day: int | None) -> bool:
        """Whether a day, or an open beginning, lies before the axis."""
        return day is None or date.fromordinal(day).year < self.first

    def is_after(self, day: int | None) -> bool:
        """Whether a day, or an open end, lies after the axis."""
        return day is None or date.fromordinal(day).year > self.last


def draw_timeline(
    events: Sequence[Event], undated: int, shown: Range, lang: Lang, cells: int
) -> str:
    """Date, band and text of each event in one line or more, under an axis of years.

    A day is a dot, a month or a year a band as long as itself; an open end, and what reaches
    beyond the range asked for, is an arrow.
    """
    moments = [times.parse_one(event.date or "") for event in events]
    dates = [times.show(event.date or "", lang) for event in events]
    labels = min(max(map(width, dates)), cells // 4)
    room = cells - labels - 4
    axis = axis_of(moments, shown, max(LEAST_AXIS, room // 4 if cells < 80 else room * 2 // 5))
    room -= axis.cells
    lines = [" " * (labels + 2) + ticks(axis)]
    for event, moment, when in zip(events, moments, dates, strict=True):
        left = wrap(when, labels)
        said = f"{event_text(event, lang)}{aside([word(event.what, lang), event.id], lang)}"
        right = wrap(said, room)
        for n in range(max(len(left), len(right))):
            begin = pad(left[n] if n < len(left) else "", labels)
            drawn = band(moment, axis) if n == 0 else " " * axis.cells
            lines.append(f"{begin}  {drawn}  {right[n] if n < len(right) else ''}".rstrip())
    for remark in timeline_footer(len(events), undated, lang):
        lines += wrap(remark, cells)
    return "".join(f"{line}\n" for line in lines)


def axis_of(moments: Sequence[times.Time], shown: Range, cells: int) -> Axis:
    """The whole years of the range asked for; where it is open, of the days that events name."""
    days = [day for moment in moments for day in (moment.first, moment.last) if day is not None]
    since, until = shown
    begin = min(days) if since is None else since
    end = max(days) if until is None else until
    first, last = date.fromordinal(min(begin, end)), date.fromordinal(max(begin, end))
    return Axis(first.year, last.year, cells)


def ticks(axis: Axis) -> str:
    """The years above the axis, as many as have room."""
    years = axis.last - axis.first + 1
    steps = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
    step = next((n for n in steps if years // n * 6 <= axis.cells), 1000)
    line = ""
    for year in range(axis.first, axis.last + 1):
        at = axis.cell(date(year, 1, 1).toordinal())
        if year % step == 0 and at >= len(line) + bool(line) and at + 4 <= axis.cells:
            line = line.ljust(at) + str(year)
    return line.ljust(axis.cells)


def band(moment: times.Time, axis: Axis) -> str:
    """The event on the axis."""
    first = 0 if moment.first is None else axis.cell(moment.first)
    last = axis.cells - 1 if moment.last is None else axis.cell(moment.last)
    drawn = [DAY if moment.precision == "day" else SPAN] * (last - first + 1)
    if axis.is_before(moment.first):
        drawn[0] = BEFORE
    if axis.is_after(moment.last):
        drawn[-1] = AFTER
    return LINE * first + "".join(drawn) + LINE * (axis.cells - 1 - last)


BAR = "█"
ENDS = {">": AFTER, ">=": AFTER, "<": BEFORE, "<=": BEFORE, "~": "~"}
"""What marks the end of a bar whose value is a bound."""


def draw_series(metric: Metric, lang: Lang, cells: int) -> str:
    """A series as bars from zero, one row a figure and one for each year without any.

    The figure stands beside its bar. A bar whose value is a bound ends in an arrow towards the
    side on which the truth lies, one of about that size in ~.
    """
    points = [point for point in series(metric) if point.moment.last is not None]
    rows = [(time_of(seen, lang), figure(metric, seen, lang)) for seen, _, _ in points]
    label = max([width(when) for when, _ in rows], default=0)
    amount = max([width(text) for _, text in rows], default=0)
    room = max(4, cells - label - amount - 8)
    most = max([point.seen.value for point in points], default=0) or 1
    lines = [*wrap(side(metric.name, lang), cells), ""]
    years = [times.year_of(point.moment) for point in points]
    for n, (point, year, (when, text)) in enumerate(zip(points, years, rows, strict=True)):
        for gap in range(years[n - 1] + 1 if n else year, year):
            lines.append(f"{gap:<{label}}  ·")
        length = max(1, int(point.seen.value / most * room))
        bar = BAR * length + ENDS.get(point.seen.relation, "")
        lines.append(
            f"{pad(when, label)}  {' ' * (amount - width(text))}{text}  {bar} {point.seen.grade}"
        )
    footer = word("none", lang) if not points else word("count_shown", lang, count=len(points))
    return "".join(f"{line.rstrip()}\n" for line in [*lines, footer])
