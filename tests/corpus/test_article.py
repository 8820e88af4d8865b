"""The founding article's inventory stands in the built-in facts, whole and as it was stated."""

import csv
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest

from talentcli.corpus import figures
from talentcli.corpus.load import load
from talentcli.corpus.model import (
    Expert,
    Fact,
    Metric,
    Milestone,
    Observation,
    Policy,
    Programme,
    Qualification,
    Source,
)

F = TypeVar("F", Metric, Policy, Qualification, Expert, Programme, Milestone)

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT.parent / "shared" / "reference"
ARTICLE = "rencai-2021"
LONGEST_RUN = 21
"""Characters in a row that may be the same as the article's."""

RELATIONS = {"exact": "=", "cumulative": "=", "more_than": ">", "nearly": "<"}

LISTS_OF_POLICIES = Counter({"¶9": 1, "¶10": 1})
"""Measures beyond the inventory's: they hold the open lists of title series and qualifications."""

METRICS = {
    "abolition-batches",
    "allowance-experts",
    "bachelor-share",
    "certificates-total",
    "chongqing-services",
    "du-jun-welders-guided",
    "expert-bases",
    "grassroots-activities",
    "grassroots-experts",
    "grassroots-trained",
    "hu-peisong-area",
    "hu-peisong-varieties",
    "hu-peisong-years",
    "postdoc-stations",
    "postdocs-recruited",
    "professionals-total",
    "qualification-reduction",
    "qualifications-abolished",
    "returnee-parks",
    "returnees-total",
    "senior-title-share",
    "special-actions",
    "title-series-reformed",
    "training-bases",
    "wang-tianping-years",
}

MILESTONES = {
    "chang-e-5-sample-return",
    "covid-19-achievements",
    "daxing-airport",
    "gas-cooled-reactor",
    "hong-kong-zhuhai-macao-bridge",
    "moderately-prosperous-society",
    "poverty-alleviation",
    "tianwen-1-mars",
    "title-reform-completed",
}

pytestmark = pytest.mark.skipif(
    not REFERENCE.is_dir(), reason="the reference material is not beside the repository"
)


@cache
def facts() -> tuple[Fact, ...]:
    return tuple(loaded.fact for loaded in load([str(ROOT / "facts")]).records)


def of_kind(kind: type[F]) -> dict[str, F]:
    """The facts of one kind that the article states or adds to, by id."""
    return {fact.id: fact for fact in facts() if isinstance(fact, kind) and cites_article(fact)}


def cites_article(fact: Fact) -> bool:
    if isinstance(fact, Metric):
        return any(seen.source == ARTICLE for seen in fact.observations)
    return not isinstance(fact, Source) and fact.source == ARTICLE


def observed() -> list[tuple[str, Observation]]:
    """Every observation of the article, with its metric's id."""
    return [
        (metric.id, seen)
        for metric in of_kind(Metric).values()
        for seen in metric.observations
        if seen.source == ARTICLE
    ]


@cache
def article() -> str:
    return (REFERENCE / "article.txt").read_text("utf-8")


def paragraph(place: str | None) -> str:
    """The text of a place such as ¶3."""
    assert place is not None
    assert place.startswith("¶")
    return article().split("\u3000\u3000")[int(place[1:]) - 1]


def rows(name: str) -> list[dict[str, str]]:
    with open(REFERENCE / name, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def entities(kind: str) -> list[dict[str, str]]:
    return [row for row in rows("article-entities.csv") if row["kind"] == kind]


def names_of(kind: str) -> set[str]:
    return {row["name_zh"] for row in entities(kind)}


def strings(value: object) -> Iterator[str]:
    """Every string inside a record turned into plain values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from strings(part)


def open_items() -> dict[str, set[str]]:
    """The Chinese items of the article's open lists in each policy's measures, by its id."""
    return {
        policy.id: {
            item.zh or ""
            for measure in policy.measures
            if measure.open and measure.source == ARTICLE
            for item in measure.items
        }
        for policy in of_kind(Policy).values()
    }


def test_every_figure_is_complete_and_stands_where_it_is_said_to() -> None:
    for metric, seen in observed():
        assert seen.stated in paragraph(seen.at), (metric, seen.stated, seen.at)


def test_every_figure_parses_to_its_value_and_relation() -> None:
    for metric, seen in observed():
        parsed = figures.parse(seen.stated)
        assert (parsed.value, parsed.relation) == (seen.value, seen.relation), metric


def test_every_figure_of_the_inventory_is_one_observation() -> None:
    expected = []
    for row in rows("article-figures.csv"):
        if not row["value"]:
            continue
        value = Decimal(row["base_value"]) * (100 if row["base_unit"] == "ratio" else 1)
        expected.append(
            (
                f"¶{row['para']}",
                row["token"],
                value,
                RELATIONS[row["qualifier"]],
                row["cumulative"].startswith("yes"),
                row["as_of"] or None,
                f"{row['period_start']}/.." if row["period_start"] else None,
            )
        )
    assert len(expected) == 25
    found = [
        (seen.at, seen.stated, seen.value, seen.relation, seen.cumulative, seen.as_of, seen.period)
        for _, seen in observed()
    ]
    assert Counter(found) == Counter(expected)


def test_the_metrics_have_their_ids() -> None:
    assert set(of_kind(Metric)) == METRICS


def test_an_unstated_time_is_explained() -> None:
    for metric, seen in observed():
        assert (seen.as_of and not seen.period) or seen.as_of_note, metric


def test_a_figure_belongs_to_a_fact() -> None:
    known = {fact.id for fact in facts()}
    about = {metric.about for metric in of_kind(Metric).values() if metric.about}
    assert about <= known


def test_the_idiom_is_text() -> None:
    (row,) = [row for row in rows("article-figures.csv") if not row["value"]]
    stated = [
        done.stated
        for expert in of_kind(Expert).values()
        for done in expert.achievements
        if done.stated and done.source == ARTICLE
    ]
    assert stated == [row["token"]]
    assert row["token"] in paragraph(f"¶{row['para']}")


def test_every_document_and_line_of_policy_is_there() -> None:
    policies = of_kind(Policy).values()
    titled = {policy.title.zh for policy in policies if not policy.untitled}
    assert titled == names_of("document")
    assert sum(policy.untitled for policy in policies) == len(entities("untitled-policy")) == 13


def test_every_measure_is_there() -> None:
    expected = Counter(f"¶{row['para']}" for row in entities("measure"))
    assert expected.total() == 38
    found = Counter(
        measure.at
        for policy in of_kind(Policy).values()
        for measure in policy.measures
        if measure.source == ARTICLE
    )
    assert found == expected + LISTS_OF_POLICIES


def test_the_years_and_issuers_are_those_stated_or_found() -> None:
    policies = of_kind(Policy)
    issued = {policy.id: policy.issued for policy in policies.values() if policy.issued}
    assert issued == {
        "grassroots-talent-flow-opinions": "2019-06-19",
        "researcher-innovation-support": "{2017,2019}",
        # Of these two the article gives the title alone.
        "talent-evaluation-reform-opinions": "2018-02-26",
        "title-system-reform-opinions": "2016-12",
    }
    assert all(policies[id].issued_note for id in issued)
    assert {policy.id for policy in policies.values() if policy.issuers} == set(issued)
    dates = [measure.date for measure in policies["grassroots-expert-service"].measures]
    assert dates == ["2011/..", "2011/.."]


def test_the_lists_are_there_and_open() -> None:
    items = open_items()
    assert items["title-series-reform"] == names_of("title-series")
    assert items["new-occupations-released"] == names_of("new-occupation")
    assert items["skilled-talent-pathway"] == names_of("skilled-talent-title-field")
    assert items["qualification-abolition"] == names_of("abolished-qualification")
    waiver = of_kind(Policy)["title-language-computer-waiver"]
    for measure in waiver.measures:
        assert measure.open
        assert [place.zh for place in measure.places] == ["山东", "云南", "贵州", "甘肃"]


def test_the_abolished_qualifications_are_there() -> None:
    found = of_kind(Qualification).values()
    assert {one.name.zh for one in found} == names_of("abolished-qualification")
    statuses = {one.name.zh: one.status for one in found}
    assert statuses == {"房地产经纪人": "replaced", "企业法律顾问": "abolished"}


def test_the_experts_and_their_honours_are_there() -> None:
    experts = of_kind(Expert)
    assert set(experts) == {"du-jun", "hu-peisong", "wang-tianping", "zhang-zuoyi"}
    assert {expert.name.zh for expert in experts.values()} == names_of("person")
    held = {
        (expert.name.zh, honour.name.zh, honour.type, honour.date)
        for expert in experts.values()
        for honour in expert.honours
        if honour.source == ARTICLE
    }
    assert held == {
        (row["detail"], row["name_zh"], row["kind"], "2019-12" if row["date_text"] else None)
        for kind in ("honour", "title", "epithet")
        for row in entities(kind)
    }
    assert experts["du-jun"].honours_open
    assert "杜钧" in experts["du-jun"].aliases


def test_the_milestones_are_there_and_dated_by_others_alone() -> None:
    known = {fact.id: fact for fact in facts() if isinstance(fact, Milestone)}
    assert known.keys() >= MILESTONES
    assert len(MILESTONES) == len(entities("milestone"))
    own = of_kind(Milestone)
    assert all(one.date is None and one.date_note for one in own.values())
    for id in MILESTONES - own.keys():
        assert known[id].date
        note = known[id].note
        assert note, id
        assert "¶18" in (note.zh or ""), id


def test_the_programmes_are_there() -> None:
    found = {one.name.zh for one in of_kind(Programme).values()}
    assert found == names_of("platform") | names_of("system") | names_of("programme")
    assert len(found) == 14


def test_every_organisation_and_place_can_be_found() -> None:
    written = "\n".join(text for fact in facts() for text in strings(msgspec.to_builtins(fact)))
    for row in entities("organisation"):
        assert row["name_zh"] in written
    for row in entities("place"):
        for name in row["name_zh"].split("、"):
            assert name in written


def test_the_disputes_are_kept() -> None:
    metrics = of_kind(Metric)
    for name in ("allowance-experts", "postdocs-recruited"):
        (own,) = [seen for seen in metrics[name].observations if seen.source == ARTICLE]
        assert own.disputed, name

    def values(name: str) -> set[tuple[str, str]]:
        return {(seen.stated, seen.relation) for seen in metrics[name].observations}

    assert {("48%", "="), ("超过44%", ">")} <= values("bachelor-share")
    assert {("70%", "="), ("70%以上", ">=")} <= values("qualification-reduction")
    assert {("434项", "="), ("433项", "="), ("429项", "=")} <= values("qualifications-abolished")
    for metric in metrics.values():
        preferred = [seen for seen in metric.observations if seen.preferred]
        assert len(preferred) <= 1, metric.id
        assert all(seen.note for seen in preferred), metric.id


def test_no_sentence_is_copied() -> None:
    window = LONGEST_RUN + 1
    text = article()
    for fact in facts():
        plain = msgspec.to_builtins(fact)
        if isinstance(fact, Source) or (isinstance(fact, Policy) and not fact.untitled):
            del plain["title"]
        for written in strings(plain):
            for start in range(len(written) - window + 1):
                assert written[start : start + window] not in text, (fact.id, written)
