"""Dates and periods in a subset of EDTF: parse, order, overlap, print at their precision.

    2019   2019-12   2019-12-31        a year, month or day
    2021-10-28~   2021-10?             about then; not certain
    2011/2020   2011/..   ../2019      a period, either end open
    {2017,2019}                        several times

A time is the stretch of days it may fall on, so a year contains its months. There is no clock.
"""

import re
from datetime import date, timedelta
from typing import Literal, NamedTuple

Precision = Literal["day", "month", "year", "period"]
Language = Literal["zh", "en"]

MOMENT = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?([~?])?")
OPEN = ".."
FORMS = "write 2019, 2019-12, 2019-12-31, 2021-10-28~, 2011/2020, 2011/.., or {2017,2019}"
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
AFTER_ALL_DAYS = date.max.toordinal() + 1


class TimeError(ValueError):
    """A text is no date or period of the subset; the message says why, in one line."""


class Time(NamedTuple):
    """A stretch of days, by proleptic ordinal (1 = 0001-01-01); None is an open end.

    `precision` is what was stated, `approximate` whether about (~) or uncertain (?), `text` the
    EDTF spelling.
    """

    first: int | None
    last: int | None
    precision: Precision
    approximate: bool
    text: str


def parse(text: str) -> tuple[Time, ...]:
    """Read one time, or the several times of a {set}. Raises TimeError."""
    if text.startswith("{") and text.endswith("}"):
        return tuple(_moment(part.strip()) for part in text[1:-1].split(","))
    return (_period(text) if "/" in text else _moment(text),)


def parse_one(text: str) -> Time:
    """Read one date or period. Raises TimeError, also for a set, which is several."""
    times = parse(text)
    if text.startswith("{"):
        raise TimeError(f"{_quoted(text)} is a set of times where one date or period is needed")
    return times[0]


def overlap(a: Time, b: Time) -> bool:
    """Whether some day belongs to both."""
    return not before(a, b) and not before(b, a)


def before(a: Time, b: Time) -> bool:
    """Whether every day of `a` comes before every day of `b`."""
    return a.last is not None and b.first is not None and a.last < b.first


def order(time: Time) -> tuple[int, int, str]:
    """Sort key: by first day, an open start first; then the wider first; then by spelling."""
    last = AFTER_ALL_DAYS if time.last is None else time.last
    return (time.first or 0, -last, time.text)


def year_of(time: Time) -> int:
    """The year of the last day of a time that has one."""
    return date.fromordinal(time.last or AFTER_ALL_DAYS - 1).year


def within(time: Time, since: Time | None, until: Time | None) -> bool:
    """Whether the time touches the range from the first day of `since` to the last of `until`.

    None leaves that side of the range open.
    """
    return not (since and before(time, since)) and not (until and before(until, time))


def show(text: str, lang: Language, *, year_end: bool = False) -> str:
    """Print an EDTF text at the precision it states; 31 December as the year's end if asked.

    Raises TimeError when the text is none.
    """
    parts = text[1:-1].split(",") if text.startswith("{") else [text]
    parse(text)
    comma = "、" if lang == "zh" else ", "
    return comma.join(_show_one(part.strip(), lang, year_end) for part in parts)


def _moment(text: str) -> Time:
    """Read a day, month or year with its mark, if any. Raises TimeError."""
    year, month, day, mark = _fields(text)
    if year == 0:
        raise TimeError(f"{text}: there is no year 0000")
    if month is not None and not 1 <= month <= 12:
        raise TimeError(f"{text}: there is no month {month:02}")
    first = date(year, month or 1, 1)
    last = _month_end(year, month or 12)
    if day is None:
        precision: Precision = "year" if month is None else "month"
        return Time(first.toordinal(), last.toordinal(), precision, bool(mark), text)
    if not 1 <= day <= last.day:
        raise TimeError(f"{text}: {MONTHS[first.month - 1]} {year} has {last.day} days")
    ordinal = first.toordinal() + day - 1
    return Time(ordinal, ordinal, "day", bool(mark), text)


def _fields(text: str) -> tuple[int, int | None, int | None, str]:
    """Year, month, day and mark as written, not yet checked. Raises TimeError."""
    match = MOMENT.fullmatch(text)
    if match is None:
        raise TimeError(f"{_quoted(text)} is no date or period: {FORMS}")
    year, month, day, mark = match.groups()
    return int(year), int(month) if month else None, int(day) if day else None, mark or ""


def _month_end(year: int, month: int) -> date:
    """The last day of a month; December apart, whose next year may lie past the calendar."""
    if month == 12:
        return date(year, 12, 31)
    return date(year, month + 1, 1) - timedelta(days=1)


def _period(text: str) -> Time:
    """Read start/end, either open. Raises TimeError."""
    start_text, _, end_text = text.partition("/")
    if start_text == end_text == OPEN:
        raise TimeError(f"{text} is open at both ends: leave the time out instead")
    start = None if start_text == OPEN else _moment(start_text)
    end = None if end_text == OPEN else _moment(end_text)
    if start and end and before(end, start):
        raise TimeError(f"{text}: the end comes before the start")
    approximate = any(side.approximate for side in (start, end) if side)
    return Time(
        start.first if start else None, end.last if end else None, "period", approximate, text
    )


def _show_one(text: str, lang: Language, year_end: bool) -> str:
    """Print one date or period that is known to be right."""
    start, slash, end = text.partition("/")
    if not slash:
        return _show_moment(start, lang, year_end)
    if start == OPEN:
        until = _show_moment(end, lang, year_end)
        return f"截至{until}" if lang == "zh" else f"until {until}"
    since = _show_moment(start, lang, year_end)
    if end == OPEN:
        return f"{since}以来" if lang == "zh" else f"since {since}"
    return _show_span(since, _show_moment(end, lang, year_end), lang)


def _show_span(since: str, until: str, lang: Language) -> str:
    """Join two printed dates: 2011—2020年, 2011–2020, 8 November 2012 – May 2013."""
    if lang == "zh":
        # Two plain years share one 年.
        plain = since[:-1].isdigit() and until[:-1].isdigit()
        return f"{since[:-1] if plain else since}—{until}"
    return f"{since} – {until}" if " " in since + until else f"{since}–{until}"


def _show_moment(text: str, lang: Language, year_end: bool) -> str:
    """Print a day, month or year with its 约 or about."""
    year, month, day, mark = _fields(text)
    at_end = year_end and (month, day) == (12, 31)
    if lang == "zh":
        shown = f"{year}年底" if at_end else _chinese(year, month, day)
        return f"约{shown}" if mark else shown
    shown = f"end of {year}" if at_end else _english(year, month, day)
    return f"about {shown}" if mark else shown


def _chinese(year: int, month: int | None, day: int | None) -> str:
    """2019年12月31日, as far as given."""
    return f"{year}年" + (f"{month}月" if month else "") + (f"{day}日" if day else "")


def _english(year: int, month: int | None, day: int | None) -> str:
    """31 December 2019, as far as given."""
    return (f"{day} " if day else "") + (f"{MONTHS[month - 1]} " if month else "") + str(year)


def _quoted(text: str) -> str:
    """The text on one line, cut to a length that leaves the message readable."""
    return repr(text if len(text) <= 40 else text[:39] + "…")
