"""What compiling derives: the title and grade of every source, the observation to quote."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import MINI, ROOT
from talentcli.corpus.fill import current, fill
from talentcli.corpus.load import Corpus, load
from talentcli.corpus.model import Bilingual, Fact, Grade, Metric, Observation, Source
from talentcli.corpus.walk import citations

FOLDERS = pytest.mark.parametrize("folder", [MINI, ROOT / "facts"], ids=["fictitious", "built-in"])


def sources(corpus: Corpus) -> dict[str, Source]:
    """The sources of a corpus by their ids."""
    return {r.fact.id: r.fact for r in corpus.records if isinstance(r.fact, Source)}


# --- Titles and grades ------------------------------------------------------------------------


@FOLDERS
def test_every_statement_carries_the_title_and_grade_of_its_source(folder: Path) -> None:
    corpus = fill(load([folder]))
    known = sources(corpus)
    seen = 0
    for loaded in corpus.records:
        for _, statement in citations(loaded.fact):
            source = known[statement.source]
            assert (statement.source_title, statement.grade) == (source.title, source.grade)
            seen += 1
    assert seen >= len(corpus.records) - len(known)


@FOLDERS
def test_nothing_else_changes(folder: Path) -> None:
    before = load([folder])
    after = fill(before)
    assert after.problems == before.problems
    for old, new in zip(before.records, after.records, strict=True):
        assert new._replace(fact=old.fact) == old
        assert unfilled(new.fact) == unfilled(old.fact)


def unfilled(fact: Fact) -> object:
    """The fact as plain values, without what compiling derives."""
    derived = {"source_title", "current", "conflicts"} | (
        set() if isinstance(fact, Source) else {"grade"}
    )

    def plain(value: object) -> object:
        if isinstance(value, dict):
            return {key: plain(each) for key, each in value.items() if key not in derived}
        return [plain(each) for each in value] if isinstance(value, list | tuple) else value

    return plain(msgspec.to_builtins(fact))


@FOLDERS
def test_filling_in_twice_changes_nothing_more(folder: Path) -> None:
    once = fill(load([folder]))
    assert fill(once) == once


def test_a_source_that_is_laid_over_gives_the_new_title_and_grade(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(
        '[[source]]\nid = "lumeria-herald"\ntitle = { zh = "报", en = "New" }\ngrade = "C"\n',
        "utf-8",
    )
    corpus = fill(load([MINI, tmp_path]))
    cited = [
        statement
        for loaded in corpus.records
        for _, statement in citations(loaded.fact)
        if statement.source == "lumeria-herald"
    ]
    assert cited
    assert {statement.grade for statement in cited} == {"C"}
    assert {statement.source_title for statement in cited} == {Bilingual(zh="报", en="New")}


# --- The observation to quote -----------------------------------------------------------------


def seen(
    as_of: str | None = None,
    *,
    period: str | None = None,
    preferred: bool = False,
    grade: Grade | None = "B",
) -> Observation:
    """An observation of which only this matters."""
    return Observation(
        value=Decimal(1),
        stated="1",
        source="s",
        as_of=as_of,
        period=period,
        preferred=preferred,
        grade=grade,
    )


@pytest.mark.parametrize(
    ("observations", "index"),
    [
        ([], 0),
        ([seen()], 0),
        # the latest, wherever it stands, by its last day
        ([seen("2019"), seen("2020"), seen("2018")], 1),
        ([seen("2019-06-30"), seen("2019")], 1),
        ([seen("2019-12-31"), seen("2019")], 0),
        ([seen("2021-10-28~"), seen("2021-10")], 1),
        ([seen("{2017,2021}"), seen("2019")], 0),
        # a span counts by its end, and what is still open is later than any day
        ([seen("2020"), seen(period="2011/2019")], 0),
        ([seen("2018"), seen(period="2011/2019")], 1),
        ([seen("9999-12-31"), seen(period="2011/..")], 1),
        ([seen(period="../2019"), seen("2018")], 0),
        # the date goes before the span
        ([seen("2015", period="2011/.."), seen("2016")], 1),
        # an undated one is earlier than any day
        ([seen(), seen("0001-01-01")], 1),
        # the preferred one before all
        ([seen("2020", grade="A"), seen(preferred=True, grade="C")], 1),
        ([seen("2019", preferred=True), seen("2020", preferred=True)], 1),
        # of equals the better grade, then the first
        ([seen("2019", grade="C"), seen("2019", grade="A"), seen("2019", grade="B")], 1),
        ([seen("2019", grade=None), seen("2019", grade="C")], 1),
        ([seen("2019"), seen("2019-12-31")], 0),
        ([seen(), seen()], 0),
    ],
)
def test_the_one_to_quote(observations: list[Observation], index: int) -> None:
    assert current(observations) == index


DATES = st.none() | st.sampled_from(
    ["2019", "2019-12", "2019-12-31", "2011/2020", "2011/..", "../2019", "{2017,2019}", "2021~"]
)
GRADES: st.SearchStrategy[Grade] = st.sampled_from(["A", "B", "C"])
MAKE: Callable[..., Observation] = seen
OBSERVATIONS = st.lists(
    st.builds(MAKE, DATES, period=DATES, preferred=st.booleans(), grade=GRADES), max_size=6
)


@given(OBSERVATIONS)
def test_the_index_is_in_range(observations: list[Observation]) -> None:
    assert 0 <= current(observations) < max(len(observations), 1)


@given(OBSERVATIONS.filter(bool), st.data())
def test_the_order_of_the_file_decides_only_between_equals(
    observations: list[Observation], data: st.DataObject
) -> None:
    moved = data.draw(st.permutations(observations))
    quoted, again = observations[current(observations)], moved[current(moved)]
    assert (quoted.preferred, quoted.grade) == (again.preferred, again.grade)
    assert quoted.preferred == any(each.preferred for each in observations)


@given(OBSERVATIONS.filter(bool), OBSERVATIONS)
def test_what_is_preferred_stays_quoted(
    observations: list[Observation], others: list[Observation]
) -> None:
    plain = [msgspec.structs.replace(each, preferred=False) for each in (*observations, *others)]
    chosen = msgspec.structs.replace(observations[0], preferred=True)
    assert current([*plain, chosen]) == len(plain)


@pytest.mark.parametrize(
    ("id", "index"),
    [
        ("lumeria-professionals", 5),  # the latest
        ("lumeria-graduates-share", 0),  # the latest, though not the last in the file
        ("lumeria-allowance", 1),  # the preferred
        ("deng-ming-pupils", 0),  # undated
    ],
)
def test_the_one_to_quote_of_facts_in_files(id: str, index: int) -> None:
    current_of = {
        loaded.fact.id: loaded.fact.current
        for loaded in fill(load([MINI])).records
        if isinstance(loaded.fact, Metric)
    }
    assert current_of[id] == index


def test_every_metric_points_at_one_of_its_observations() -> None:
    metrics = [r.fact for r in fill(load([MINI])).records if isinstance(r.fact, Metric)]
    assert metrics
    for metric in metrics:
        assert metric.current in range(len(metric.observations))
