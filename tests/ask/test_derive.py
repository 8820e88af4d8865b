"""Arithmetic keeps what hedges allow; series are in order; contradictions are found."""

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talentcli.ask.derive import growth, ratio, series
from talentcli.corpus import figures, times
from talentcli.corpus.fill import clash, current, filled
from talentcli.corpus.model import Bilingual, Metric, Observation, Relation, Source
from talentcli.errors import UsageError

SOURCES = {"s": Source(id="s", title=Bilingual(zh="来源", en="Source"), grade="A")}
RELATIONS: list[Relation] = ["=", ">", ">=", "<", "<=", "~"]

Seen = tuple[str, Relation, str | None]


def metric(id: str, *seen: Seen, unit: str = "person") -> Metric:
    """A metric with observations of value, relation and date."""
    observations = tuple(
        Observation(source="s", value=Decimal(value), stated=value, relation=relation, as_of=date)
        for value, relation, date in seen
    )
    whole = Metric(
        id=id,
        name=Bilingual(zh=id, en=id),
        topic="workforce",
        unit=unit,
        observations=observations,
        current=current(observations),
    )
    done = filled(whole, SOURCES)
    assert isinstance(done, Metric)
    return done


def test_a_hedge_gives_a_bound() -> None:
    found = ratio(
        metric("a", ("4_000_000", ">", "2019")), metric("b", ("80_000_000", "=", "2019")), "share"
    )
    assert (found.value, found.relation, found.unit) == (Decimal("5"), ">", "percent")
    assert (found.lower, found.upper) == (Decimal("5"), None)
    assert [each.id for each in found.inputs] == ["a", "b"]
    assert all(each.observation.grade == "A" for each in found.inputs)


@pytest.mark.parametrize(
    ("a", "b", "relation"),
    [
        ("=", "=", "="),
        (">", "=", ">"),
        (">=", "=", ">="),
        ("=", "<", ">"),
        ("<", "=", "<"),
        ("=", ">", "<"),
        ("<", ">", "<"),
        (">", "<", ">"),
    ],
)
def test_the_bound_is_on_the_side_that_is_known(
    a: Relation, b: Relation, relation: Relation
) -> None:
    found = ratio(metric("a", ("10", a, "2019")), metric("b", ("20", b, "2019")), "per")
    assert (found.value, found.relation) == (Decimal("0.5"), relation)


def test_what_cannot_be_combined_is_refused() -> None:
    a = metric("a", ("10", "=", "2019"))
    with pytest.raises(UsageError, match="one unit"):
        ratio(a, metric("b", ("5", "=", "2019"), unit="mu"), "share")
    with pytest.raises(UsageError, match="no figure for 2019"):
        ratio(a, metric("b", ("5", "=", "2018")), "per")
    with pytest.raises(UsageError, match="no date"):
        ratio(metric("c", ("5", "=", None)), a, "per")
    with pytest.raises(UsageError, match="percentage"):
        ratio(a, metric("b", ("5", "=", "2019"), unit="percent"), "per")
    with pytest.raises(UsageError, match="nothing to say"):
        ratio(metric("c", ("5", ">", "2019")), metric("b", ("5", ">", "2019")), "per")
    with pytest.raises(UsageError, match="two figures"):
        growth(a, None, None)


def test_growth_is_from_first_to_last_in_the_range() -> None:
    whole = metric("a", ("100", "=", "2015"), ("150", "=", "2017"), ("120", "=", "2019"))
    assert growth(whole, None, None).value == Decimal("20")
    until = times.parse_one("2017")
    assert growth(whole, None, until).value == Decimal("50")
    assert growth(whole, until, None).value == Decimal("-20")


def test_a_series_is_in_order_and_grows_between_exact_figures() -> None:
    whole = metric(
        "a",
        ("150", ">", "2017"),
        ("100", "=", "2015"),
        ("110", "=", "2016"),
        ("9", "=", None),
    )
    points = series(whole)
    assert [point.moment.text for point in points] == ["2015", "2016", "2017"]
    rises = [point.growth and point.growth.value for point in points]
    assert rises == [None, Decimal("10"), None]


VALUES = st.integers(1, 10**6)


@given(VALUES, st.sampled_from(RELATIONS), VALUES, st.sampled_from(RELATIONS), VALUES, VALUES)
def test_the_bounds_hold_for_every_truth(
    a: int, hedge: Relation, b: int, other: Relation, true_a: int, true_b: int
) -> None:
    for value, relation, truth in ((a, hedge, true_a), (b, other, true_b)):
        low, high = figures.bounds(Decimal(value), relation)
        if (low is not None and truth < low) or (high is not None and truth > high):
            return
    first = metric("a", (str(a), hedge, "2019"))
    second = metric("b", (str(b), other, "2019"))
    try:
        found = ratio(first, second, "per")
    except UsageError:
        return
    truth_of_ratio = Decimal(true_a) / Decimal(true_b)
    slack = truth_of_ratio * Decimal("0.00001")
    assert found.lower is None or found.lower <= truth_of_ratio + slack
    assert found.upper is None or found.upper >= truth_of_ratio - slack


@pytest.mark.parametrize(
    ("a", "b", "apart"),
    [
        (("434", "=", "2016"), ("433", "=", "2016"), True),
        (("434", "=", "2017"), ("433", "=", "2016"), False),
        (("48", "=", "2019"), ("44", ">", "2019"), False),
        (("43", "=", "2019"), ("44", ">", "2019"), True),
        (("4_000_000", ">", "2019"), ("4_231_700", "=", "2019-12-31"), False),
        (("187_000", "=", "2019"), ("182_000", "=", "2019"), True),
        (("180_000", "=", "2019"), ("182_000", "=", "2019"), False),
        (("10", "=", None), ("20", "=", None), False),
    ],
)
def test_what_cannot_all_be_true(a: Seen, b: Seen, apart: bool) -> None:
    whole = metric("a", a, b)
    assert [seen.conflicts for seen in whole.observations] == ([(1,), (0,)] if apart else [(), ()])
    first, second = whole.observations
    assert clash(first, second) is clash(second, first) is apart


def test_different_scopes_do_not_clash() -> None:
    whole = metric("a", ("10", "=", "2019"), ("20", "=", "2019"))
    first, second = whole.observations
    scoped = msgspec.structs.replace(second, scope=Bilingual(zh="全国", en="Nationwide"))
    assert clash(first, second)
    assert not clash(first, scoped)
