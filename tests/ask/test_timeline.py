"""The timeline: everything dated that touches a range, in order of time."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import ROOT
from talentcli.ask.timeline import Event, timeline, undated_events
from talentcli.corpus import times
from talentcli.corpus.model import RECORDS
from talentcli.errors import UsageError
from talentcli.store.build import open_store

DATES = ["1950", "2008", "2011", "2016-11", "2017", "2019-12-31", "2020-06-01", "2021-10", "2099"]
DATES += ["2016/2019", "2011/..", "../2015"]

MAYBE_DATES = st.none() | st.sampled_from(DATES).map(times.parse_one)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """A store of the built-in facts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        with closing(open_store([str(ROOT / "facts")])) as store:
            yield store


def moment(event: Event) -> times.Time:
    """The time of a dated event."""
    assert event.date is not None
    return times.parse_one(event.date)


def order(event: Event) -> tuple[int, int]:
    """Where an event stands in time; the spelling of its date does not count."""
    return times.order(moment(event))[:2]


@given(since=MAYBE_DATES, until=MAYBE_DATES)
def test_events_touch_the_range_and_come_in_order(
    store: sqlite3.Connection, since: times.Time | None, until: times.Time | None
) -> None:
    events = list(timeline(store, since, until))
    assert events == sorted(events, key=order)
    everything = list(timeline(store))
    touching = [each for each in everything if times.within(moment(each), since, until)]
    assert events == touching


@given(since=MAYBE_DATES, limit=st.integers(0, 60))
def test_a_limit_takes_the_first(
    store: sqlite3.Connection, since: times.Time | None, limit: int
) -> None:
    assert list(timeline(store, since, limit=limit)) == list(timeline(store, since))[:limit]


def test_dated_and_undated_are_all_events(store: sqlite3.Connection) -> None:
    dated, undated = list(timeline(store)), list(undated_events(store))
    assert all(event.date is None for event in undated)
    (count,) = store.execute("SELECT count(*) FROM event WHERE what <> 'listed'").fetchone()
    assert len(dated) + len(undated) == count
    assert dated
    assert undated


def test_kinds_and_facets_narrow(store: sqlite3.Connection) -> None:
    everything = list(timeline(store))
    by_kind = {kind: list(timeline(store, kinds=(kind,))) for kind in RECORDS}
    assert sum(map(len, by_kind.values())) == len(everything)
    for kind, events in by_kind.items():
        assert all(event.kind == kind for event in events)
    (titles,) = ([*timeline(store, facets={"topic": "titles"})],)
    assert titles
    assert [event for event in everything if event in titles] == titles
    assert len(titles) < len(everything)


def test_an_unknown_facet_word_is_told(store: sqlite3.Connection) -> None:
    with pytest.raises(UsageError, match="no topic 'dance'"):
        timeline(store, facets={"topic": "dance"})
    with pytest.raises(UsageError, match="no region 'Atlantis'"):
        list(undated_events(store, facets={"region": "Atlantis"}))


def test_every_event_is_cited(store: sqlite3.Connection) -> None:
    known = {id for (id,) in store.execute("SELECT id FROM fact WHERE kind = 'source'")}
    for event in timeline(store):
        assert event.source in known
        assert event.grade is not None
        assert event.source_title is not None
