"""Text search: what is there is found, what is found is there."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import ROOT
from talentcli.ask.records import record
from talentcli.ask.search import search
from talentcli.corpus import bigrams, forms
from talentcli.corpus.model import RECORDS, heading
from talentcli.corpus.walk import texts
from talentcli.store.build import open_store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """A store of the built-in facts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        with closing(open_store([str(ROOT / "facts")])) as store:
            yield store


def pairs(store: sqlite3.Connection) -> list[tuple[str, str]]:
    """Every pair of neighbouring Chinese characters in a name, with the fact's id."""
    rows = store.execute("SELECT id, name_zh FROM fact WHERE name_zh IS NOT NULL ORDER BY n")
    return [
        (id, pair)
        for id, name in rows
        for run in bigrams.words(name)
        if not run.isascii()
        for pair in bigrams.pairs(run)
    ]


def ids(store: sqlite3.Connection, words: str, *kinds: str, limit: int | None = None) -> list[str]:
    """The ids found, in order."""
    return [hit.id for hit in search(store, words, kinds, limit)]


@given(data=st.data())
def test_every_two_characters_of_a_name_find_it(
    store: sqlite3.Connection, data: st.DataObject
) -> None:
    id, pair = data.draw(st.sampled_from(pairs(store)))
    hits = {hit.id: hit for hit in search(store, pair)}
    assert id in hits
    for hit in hits.values():
        assert forms.plain(pair) in forms.plain(hit.excerpt)


@given(data=st.data())
def test_found_is_what_says_the_word(store: sqlite3.Connection, data: st.DataObject) -> None:
    """The index finds exactly the facts that hold the two characters side by side."""
    _, pair = data.draw(st.sampled_from(pairs(store)))
    everything = [id for (id,) in store.execute("SELECT id FROM fact").fetchall()]
    holding = {
        id
        for id in everything
        if any(pair in forms.plain(text) for _, text in texts(record(store, id).fact))
    }
    assert set(ids(store, pair)) == holding


@given(st.text("人才职称博士后专a1é .\"*'-(){}:^NEAR号", max_size=10))
def test_any_words_give_facts(store: sqlite3.Connection, words: str) -> None:
    everything = {id for (id,) in store.execute("SELECT id FROM fact").fetchall()}
    found = ids(store, words)
    assert set(found) <= everything
    assert len(set(found)) == len(found)


@given(
    words=st.sampled_from(["人才", "的", "talent", "博士后 重庆", "qualif", "zzzz"]),
    limit=st.integers(0, 50),
)
def test_a_limit_takes_the_first(store: sqlite3.Connection, words: str, limit: int) -> None:
    assert ids(store, words, limit=limit) == ids(store, words)[:limit]


def test_all_words_must_occur(store: sqlite3.Connection) -> None:
    both = ids(store, "博士后 重庆")
    assert both
    assert set(both) == set(ids(store, "博士后")) & set(ids(store, "重庆"))
    assert ids(store, "博士后 zzzz") == []


def test_case_and_width_do_not_count(store: sqlite3.Connection) -> None:
    assert ids(store, "postdoc") == ids(store, "ＰＯＳＴＤＯＣ") != []


def test_latin_words_match_by_their_beginning(store: sqlite3.Connection) -> None:
    assert set(ids(store, "postdoctoral")) <= set(ids(store, "postdoc"))
    assert ids(store, "ostdoc") == []


def test_names_come_first(store: sqlite3.Connection) -> None:
    hits = list(search(store, "博士后"))
    in_name = ["博士后" in (hit.name.zh or "") for hit in hits]
    assert in_name[0]
    assert True not in in_name[in_name.index(False) :] or in_name.count(True) > 1


def test_kinds_narrow(store: sqlite3.Connection) -> None:
    by_kind = [id for kind in RECORDS for id in ids(store, "人才", kind)]
    assert sorted(by_kind) == sorted(ids(store, "人才"))
    assert {hit.kind for hit in search(store, "人才", ("metric", "policy"))} == {
        "metric",
        "policy",
    }


@pytest.mark.parametrize("words", ["", " ", "，。", '"', "*", "()", "\udcff"])
def test_what_holds_no_word_finds_nothing(store: sqlite3.Connection, words: str) -> None:
    assert ids(store, words) == []


def test_a_hit_says_where_it_was_found(store: sqlite3.Connection) -> None:
    for hit in search(store, "人才"):
        fact = record(store, hit.id).fact
        assert hit.name == heading(fact)
        found = dict([("id", fact.id), *texts(fact)])[hit.found_in]
        assert hit.excerpt.strip("…") in found
