"""Listings: what passes a filter, what a hedge leaves open, and in which order they come."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import ROOT
from talentcli.ask.select import Filters, select
from talentcli.corpus import figures, times
from talentcli.corpus.model import RECORDS, Metric, Observation, Policy
from talentcli.errors import UsageError
from talentcli.store.build import open_store

SOURCES = """
[[source]]
id = "s"
title = { zh = "来源", en = "The source" }
grade = "A"

[[source]]
id = "t"
title = { zh = "另一来源", en = "Another source" }
grade = "C"
"""

SEEN: dict[str, list[tuple[str, str, str | None]]] = {
    "exact": [("5_000_000", "=", "2019")],
    "more": [("4_000_000", ">", "2018-12-31")],
    "under": [("6_000_000", "<", "2011/..")],
    "about": [("5_000_000", "~", "2017/2018")],
    "share": [("48", "=", "2019")],
    "undated": [("7_000_000", "=", None)],
    "series": [("1_000_000", "=", "2015"), ("3_000_000", "=", "2017"), ("9_000_000", "=", "2019")],
}
"""Metric → its observations: value, relation, date."""


def toml() -> str:
    """The metrics of SEEN, and three policies."""
    text = SOURCES
    for id, observations in SEEN.items():
        unit = "percent" if id == "share" else "person"
        topic = "titles" if id == "share" else "workforce"
        text += f'[[metric]]\nid = "{id}"\nname = {{ zh = "{id}甲", en = "{id}" }}\n'
        text += f'topic = "{topic}"\nunit = "{unit}"\n'
        for value, relation, date in observations:
            text += f'[[metric.observation]]\nvalue = {value}\nrelation = "{relation}"\n'
            text += f'stated = "{value}"\nsource = "{"t" if id == "about" else "s"}"\n'
            if date:
                text += f'{"period" if "/" in date else "as_of"} = "{date}"\n'
    for id, issued in (("early", "2016-11"), ("late", "2019-07-01"), ("whenever", "")):
        text += f'[[policy]]\nid = "{id}"\ntitle = {{ zh = "{id}乙", en = "{id}" }}\n'
        text += 'themes = ["titles"]\nsource = "s"\n' + f'issued = "{issued}"\n' * bool(issued)
    return text


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """A store of a few facts of every hedge and date."""
    folder = tmp_path_factory.mktemp("facts")
    (folder / "facts.toml").write_text(toml(), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        with closing(open_store([str(folder)])) as store:
            yield store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """A store of the built-in facts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        with closing(open_store([str(ROOT / "facts")])) as store:
            yield store


def ids(store: sqlite3.Connection, filters: Filters, kind: str = "metric") -> list[str]:
    """The ids that pass, in order."""
    return [answer.fact.id for answer in select(store, kind, filters).answers]


def values(store: sqlite3.Connection, filters: Filters) -> dict[str, list[int]]:
    """Metric → the values, in millions, of the observations that pass."""
    facts = [answer.fact for answer in select(store, "metric", filters).answers]
    return {
        fact.id: [int(seen.value / 1_000_000) for seen in fact.observations]
        for fact in facts
        if isinstance(fact, Metric)
    }


def on(text: str) -> times.Time:
    """A date for a filter."""
    return times.parse_one(text)


MILLION = Decimal(1_000_000)


@pytest.mark.parametrize(
    ("low", "high", "passing", "undecided"),
    [
        # More than 4m is at least 4m for certain, at least 5m perhaps; under 6m the other way.
        (4, None, {"exact", "more", "about", "undated", "series"}, {"under"}),
        (5, None, {"exact", "undated", "series"}, {"more", "under", "about"}),
        (6, None, {"undated", "series"}, {"more"}),
        (None, 4, {"series"}, {"under"}),
        (None, 6, {"exact", "under", "about", "series"}, {"more"}),
        (5, 5, {"exact"}, {"more", "under", "about"}),
        (2, 3, {"series"}, {"under"}),
    ],
)
def test_bounds_have_three_values(
    made_up: sqlite3.Connection,
    low: int | None,
    high: int | None,
    passing: set[str],
    undecided: set[str],
) -> None:
    filters = Filters(
        low=None if low is None else low * MILLION, high=None if high is None else high * MILLION
    )
    selection = select(made_up, "metric", filters)
    assert {answer.fact.id for answer in selection.answers} == passing
    assert set(selection.undecided) == undecided
    assert set(ids(made_up, filters._replace(undecided=True))) == undecided


def test_shares_are_bounded_by_percentages_alone(made_up: sqlite3.Connection) -> None:
    assert ids(made_up, Filters(low=Decimal(40), percent=True)) == ["share"]
    assert ids(made_up, Filters(low=Decimal(49), percent=True)) == []
    assert "share" not in ids(made_up, Filters(high=Decimal(10**12)))


def test_a_metric_keeps_only_the_observations_that_pass(made_up: sqlite3.Connection) -> None:
    assert values(made_up, Filters(low=2 * MILLION, high=8 * MILLION))["series"] == [3]
    assert values(made_up, Filters(since=on("2017")))["series"] == [3, 9]
    assert values(made_up, Filters(as_of=on("2017")))["series"] == [1, 3]
    (answer,) = (
        a
        for a in select(made_up, "metric", Filters(until=on("2017"))).answers
        if a.fact.id == "series"
    )
    fact = answer.fact
    assert isinstance(fact, Metric)
    assert fact.observations[fact.current].as_of == "2017"


@pytest.mark.parametrize(
    ("filters", "metrics", "policies"),
    [
        # A date touches a range that it shares a day with; open periods never end.
        (Filters(since=on("2019")), {"exact", "under", "share", "series"}, {"late"}),
        (
            Filters(since=on("2018-12-31")),
            {"exact", "more", "under", "about", "share", "series"},
            {"late"},
        ),
        (Filters(until=on("2011")), {"under"}, set()),
        (Filters(until=on("2016-11-01")), {"under", "series"}, {"early"}),
        (Filters(since=on("2018"), until=on("2018")), {"more", "under", "about"}, set()),
        (Filters(as_of=on("2018")), {"more", "under", "about", "series"}, {"early"}),
        (Filters(since=on("2100")), {"under"}, set()),
        (Filters(until=on("1900")), set(), set()),
    ],
)
def test_times(
    made_up: sqlite3.Connection, filters: Filters, metrics: set[str], policies: set[str]
) -> None:
    assert set(ids(made_up, filters)) == metrics
    assert set(ids(made_up, filters, "policy")) == policies


def test_facets(made_up: sqlite3.Connection) -> None:
    assert ids(made_up, Filters(facets={"topic": "titles"})) == ["share"]
    assert ids(made_up, Filters(facets={"topic": "职称"})) == ["share"]
    assert ids(made_up, Filters(facets={"topic": "Professional Titles"})) == ["share"]
    assert ids(made_up, Filters(facets={"source": "t"})) == ["about"]
    assert ids(made_up, Filters(facets={"source": "t", "topic": "titles"})) == []
    assert len(ids(made_up, Filters(facets={"theme": "titles"}), "policy")) == 3


def test_an_unknown_facet_word_names_those_there_are(made_up: sqlite3.Connection) -> None:
    with pytest.raises(UsageError, match=r"^no topic 'dance'; there is .*workforce"):
        select(made_up, "metric", Filters(facets={"topic": "dance"}))
    with pytest.raises(UsageError, match="--issuer does not apply here"):
        select(made_up, "metric", Filters(facets={"issuer": "人社部"}))
    with pytest.raises(UsageError, match="no topic"):
        select(made_up, "metric", Filters(facets={"topic": "\udcff"}))


def test_orders(made_up: sqlite3.Connection) -> None:
    assert ids(made_up, Filters(sort="id")) == sorted(SEEN)
    assert ids(made_up, Filters(sort="-id")) == sorted(SEEN, reverse=True)
    assert ids(made_up, Filters(sort="name")) == sorted(SEEN)
    assert ids(made_up, Filters(sort="value"))[:2] == ["share", "more"]
    assert ids(made_up, Filters(sort="-value"))[:2] == ["series", "undated"]
    # What has no date comes last both ways.
    assert ids(made_up, Filters(sort="date"), "policy") == ["early", "late", "whenever"]
    assert ids(made_up, Filters(sort="-date"), "policy") == ["late", "early", "whenever"]


@pytest.mark.parametrize("sort", ["size", "-", "", "--id", "json"])
def test_an_unknown_order_names_those_there_are(made_up: sqlite3.Connection, sort: str) -> None:
    with pytest.raises(UsageError, match="--sort takes id, name, date, value"):
        select(made_up, "metric", Filters(sort=sort))


# --- Laws over the built-in facts -------------------------------------------------------------

DATES = st.sampled_from(["2010", "2015-06", "2018", "2019-12-31", "2021", "2011/2020"])
AMOUNTS = st.integers(0, 10**9).map(Decimal)
FILTERS = st.tuples(
    st.none() | DATES.map(on),
    st.none() | DATES.map(on),
    st.none() | AMOUNTS,
    st.none() | AMOUNTS,
    st.none() | st.sampled_from(["id", "-name", "date", "-value"]),
).map(lambda t: Filters(since=t[0], until=t[1], low=t[2], high=t[3], sort=t[4]))


@given(filters=FILTERS, kind=st.sampled_from(sorted(RECORDS)), limit=st.integers(0, 30))
def test_a_limit_takes_the_first(
    store: sqlite3.Connection, filters: Filters, kind: str, limit: int
) -> None:
    everything = ids(store, filters, kind)
    assert ids(store, filters._replace(limit=limit), kind) == everything[:limit]


@given(filters=FILTERS)
def test_every_observation_listed_passes(store: sqlite3.Connection, filters: Filters) -> None:
    for answer in select(store, "metric", filters).answers:
        fact = answer.fact
        assert isinstance(fact, Metric)
        assert fact.observations
        for seen in fact.observations:
            bounds = (filters.low, filters.high)
            assert figures.decide(seen.value, seen.relation, *bounds)
            if filters.since or filters.until:
                assert touches(seen, filters)


def touches(seen: Observation, filters: Filters) -> bool:
    """Whether the time of an observation shares a day with the range of the filters."""
    date = seen.as_of or seen.period
    return date is not None and any(
        times.within(moment, filters.since, filters.until) for moment in times.parse(date)
    )


@given(low=AMOUNTS, high=AMOUNTS)
def test_bounds_split_the_observations_in_three(
    store: sqlite3.Connection, low: Decimal, high: Decimal
) -> None:
    """What passes, what stays open and what fails are all there is, and share nothing."""
    filters = Filters(low=low, high=high)
    passing = {k: len(v) for k, v in values(store, filters).items()}
    open_ = {k: len(v) for k, v in values(store, filters._replace(undecided=True)).items()}
    for answer in select(store, "metric", Filters()).answers:
        fact = answer.fact
        assert isinstance(fact, Metric)
        verdicts = [
            figures.decide(seen.value, seen.relation, low, high)
            for seen in fact.observations
            if fact.unit != "percent"
        ]
        assert passing.get(fact.id, 0) == verdicts.count(True)
        assert open_.get(fact.id, 0) == verdicts.count(None)


@pytest.mark.parametrize("sort", ["date", "-date"])
def test_policies_come_in_order_of_their_last_day(store: sqlite3.Connection, sort: str) -> None:
    facts = [answer.fact for answer in select(store, "policy", Filters(sort=sort)).answers]
    days = [last_day(fact) for fact in facts if isinstance(fact, Policy)]
    known = [day for day in days if day is not None]
    assert days[: len(known)] == known
    for a, b in pairwise(known):
        assert a <= b if sort == "date" else a >= b


def last_day(fact: Policy) -> int | None:
    """The last day on which something of a policy happened; None when no day is known."""
    dates = [fact.issued, *(measure.date for measure in fact.measures)]
    lasts = [moment.last for date in dates if date for moment in times.parse(date)]
    return max((day for day in lasts if day is not None), default=None)


def test_answers_are_records_of_the_schema(store: sqlite3.Connection) -> None:
    for kind, record in RECORDS.items():
        answers = list(select(store, kind, Filters()).answers)
        assert answers
        for answer in answers:
            assert isinstance(msgspec.json.decode(answer.text, type=record), record)
