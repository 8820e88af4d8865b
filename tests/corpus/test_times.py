"""Dates and periods: what is read, what is refused, and that no precision is lost."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talentcli.corpus import times
from talentcli.corpus.times import Language, Time, TimeError

DAYS = st.dates().map(date.isoformat)
MOMENTS = st.builds(
    lambda day, length, mark: day[:length] + mark,
    DAYS,
    st.sampled_from([4, 7, 10]),
    st.sampled_from(["", "~", "?"]),
)


@st.composite
def periods(draw: st.DrawFn) -> str:
    """A right period of any sort, its ends in order or open."""
    start, end = sorted([draw(DAYS), draw(DAYS)])
    left, right = draw(st.sampled_from([(start, end), (start, ".."), ("..", end)]))
    return f"{left}/{right}"


TIMES = st.one_of(MOMENTS, periods()).map(times.parse_one)


def day(text: str) -> int:
    """The ordinal of an ISO day."""
    return date.fromisoformat(text).toordinal()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019", (day("2019-01-01"), day("2019-12-31"), "year", False)),
        ("2020-02", (day("2020-02-01"), day("2020-02-29"), "month", False)),
        ("2019-12-31", (day("2019-12-31"), day("2019-12-31"), "day", False)),
        ("2021-10-28~", (day("2021-10-28"), day("2021-10-28"), "day", True)),
        ("2021?", (day("2021-01-01"), day("2021-12-31"), "year", True)),
        ("9999-12", (day("9999-12-01"), day("9999-12-31"), "month", False)),
        ("2011/2020", (day("2011-01-01"), day("2020-12-31"), "period", False)),
        ("2012-11-08/..", (day("2012-11-08"), None, "period", False)),
        ("../2019", (None, day("2019-12-31"), "period", False)),
        ("2011~/2020", (day("2011-01-01"), day("2020-12-31"), "period", True)),
    ],
)
def test_reads_a_time(text: str, expected: tuple[int | None, int | None, str, bool]) -> None:
    assert times.parse_one(text) == (*expected, text)


def test_reads_a_set() -> None:
    assert [time.text for time in times.parse("{2017, 2019}")] == ["2017", "2019"]
    with pytest.raises(TimeError, match="set of times"):
        times.parse_one("{2017,2019}")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2019-13", "no month 13"),
        ("2019-00", "no month 00"),
        ("2019-06-31", "June 2019 has 30 days"),
        ("2019-02-29", "February 2019 has 28 days"),
        ("0000", "no year 0000"),
        ("2020/2011", "end comes before the start"),
        ("../..", "open at both ends"),
        ("2011/2012/2013", "no date or period"),
        ("{}", "no date or period"),
        ("{2011/2012}", "no date or period"),
        ("2019年", "no date or period"),
        ("２０１９", "no date or period"),
        ("2019-1-1", "no date or period"),
        ("2019-12-31T00:00", "no date or period"),
        ("2019\n", "no date or period"),
        ("", "no date or period"),
    ],
)
def test_refuses_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(TimeError, match=reason):
        times.parse(text)


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("2019-12-31", "2019年12月31日", "31 December 2019"),
        ("2019-12", "2019年12月", "December 2019"),
        ("2019", "2019年", "2019"),
        ("2011/..", "2011年以来", "since 2011"),
        ("2011/2020", "2011—2020年", "2011–2020"),
        ("../2019", "截至2019年", "until 2019"),
        ("{2017,2019}", "2017年、2019年", "2017, 2019"),
        ("2021-10-28~", "约2021年10月28日", "about 28 October 2021"),
        ("2012-11-08/2013-05", "2012年11月8日—2013年5月", "8 November 2012 – May 2013"),
        ("2011~/2020", "约2011年—2020年", "about 2011 – 2020"),
    ],
)
def test_prints_at_its_precision(text: str, zh: str, en: str) -> None:
    assert (times.show(text, "zh"), times.show(text, "en")) == (zh, en)


def test_prints_the_end_of_a_year() -> None:
    assert times.show("2019-12-31", "zh", year_end=True) == "2019年底"
    assert times.show("2019-12-31", "en", year_end=True) == "end of 2019"
    assert times.show("../2019-12-31", "zh", year_end=True) == "截至2019年底"
    assert times.show("2019-12-30", "en", year_end=True) == "30 December 2019"


def test_refuses_to_print_what_is_no_time() -> None:
    with pytest.raises(TimeError):
        times.show("soon", "en")


def test_within_touches_the_range() -> None:
    since, until = times.parse_one("2015-06"), times.parse_one("2019")
    kept = ["2015", "2015-06-30", "2011/..", "../2016", "2019-12-31"]
    for text in kept:
        assert times.within(times.parse_one(text), since, until)
    for text in ("2015-05-31", "2020", "../2014", "2020/.."):
        assert not times.within(times.parse_one(text), since, until)
    assert times.within(times.parse_one("0001"), None, None)


@given(TIMES, TIMES)
def test_order_is_total_and_agrees_with_before(a: Time, b: Time) -> None:
    assert (times.order(a) == times.order(b)) == (a.text == b.text)
    if times.before(a, b):
        assert times.order(a) < times.order(b)
        assert not times.before(b, a)


def test_order_puts_open_starts_and_wider_times_first() -> None:
    texts = ["../2019", "2019/..", "2019", "2019-01", "2019-01-01", "2019-02"]
    shuffled = sorted(map(times.parse_one, reversed(texts)), key=times.order)
    assert [time.text for time in shuffled] == texts


@given(TIMES, TIMES)
def test_overlap_is_symmetric(a: Time, b: Time) -> None:
    assert times.overlap(a, b) == times.overlap(b, a)
    assert times.overlap(a, a)
    assert times.overlap(a, b) != (times.before(a, b) or times.before(b, a))


@given(DAYS)
def test_a_year_contains_its_months_and_days(text: str) -> None:
    year, month, single = (times.parse_one(text[:length]) for length in (4, 7, 10))
    bounds = [year.first, month.first, single.first, single.last, month.last, year.last]
    assert [bound for bound in bounds if bound is not None] == sorted(filter(None, bounds))
    assert times.overlap(year, single)


@given(DAYS, st.sampled_from(["zh", "en"]), st.booleans())
def test_show_never_loses_precision(text: str, lang: Language, year_end: bool) -> None:
    spellings = [text, text[:7], text[:4], f"{text[:4]}/..", f"../{text[:4]}", f"{text[:4]}/9999"]
    shown = {times.show(spelling, lang, year_end=year_end) for spelling in spellings}
    assert len(shown) == len(spellings)


@given(st.one_of(st.text(), st.text("0123456789-/.~?{},", max_size=24)))
def test_parse_raises_nothing_but_time_errors(text: str) -> None:
    try:
        times.parse(text)
    except TimeError:
        return
    assert times.show(text, "zh")
    assert times.show(text, "en")
