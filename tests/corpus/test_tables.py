"""The researched tables stand in the built-in facts, whole, and nothing that they rule out."""

import csv
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest

from talentcli.corpus import forms
from talentcli.corpus.load import load
from talentcli.corpus.model import Fact, Metric, Observation, Policy, Qualification, Source

F = TypeVar("F", Metric, Policy, Qualification, Source)

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT.parent / "shared" / "reference"
ARTICLE = "rencai-2021"
CATALOGUE = "qualification-catalogue-2021"

METRIC_OF = {
    "专业技术人才总量": "professionals-total",
    "专业技术人才本科及以上学历占比": "bachelor-share",
    "两院院士": "academicians",
    "人才资源总量": "talent-total",
    "具有高级职称的专业技术人才比例": "senior-title-share",
    "博士后科研工作站": "postdoc-workstations",
    "博士后科研流动站": "postdoc-research-stations",
    "博士后科研流动站、工作站（合计）": "postdoc-stations",
    "国家级专业技术人员继续教育基地": "training-bases",
    "国家级专家服务基地": "expert-bases",
    "国家级专家服务基地（首批）": "expert-bases-first-batch",
    "培训急需紧缺人才和骨干专业技术人才": "professionals-trained-yearly",
    "当年取得专业技术人员资格证书人数": "certificates-yearly",
    "当年报名参加专业技术人员资格考试人数": "exam-applicants-yearly",
    "当年招收博士后": "postdocs-recruited-yearly",
    "当年新设国家级专家服务基地": "expert-bases-added-yearly",
    "当年留学回国人员": "returnees-yearly",
    "当年选拔享受政府特殊津贴人员": "allowance-selected-yearly",
    "技能劳动者总量": "skilled-workers-total",
    "留学人员创业园": "returnee-parks",
    "百千万人才工程国家级人选": "national-talents-candidates",
    "知识更新工程培训人次（第一轮）": "knowledge-renewal-trained",
    "科技人力资源总量（中国科协口径）": "science-technology-resources",
    "突出贡献中青年专家": "outstanding-young-experts",
    "累计享受政府特殊津贴人员": "allowance-experts",
    "累计取得各类专业技术人员职业资格证书人数": "certificates-total",
    "累计招收博士后": "postdocs-recruited",
    "累计留学回国人员总数": "returnees-total",
    "职称制度改革新增高级职称": "senior-titles-added",
    "高技能人才": "highly-skilled-total",
    "高技能人才取得专业技术职称": "highly-skilled-with-titles-yearly",
    "高级研修班": "advanced-seminars-yearly",
}
"""Indicator of the yearly series → id of the metric; no two share one."""

RELATIONS = {"exact": "=", "derived": "=", "more_than": ">", "about": "~"}
SCALES = {"万": 10_000, "亿": 100_000_000}

FROM_MEMORY = (
    "国发〔2016〕35号",
    "国发〔2016〕68号",
    "人社部发〔2017〕68号",
    "国发〔1986〕27号",
    "国办发〔2020〕24号",
)
"""Document numbers that nobody has read."""

DAYS_FROM_MEMORY = {"2016-12-01", "2020-02-25"}

pytestmark = pytest.mark.skipif(
    not REFERENCE.is_dir(), reason="the reference material is not beside the repository"
)


@cache
def facts() -> tuple[Fact, ...]:
    return tuple(loaded.fact for loaded in load([str(ROOT / "facts")]).records)


def of_kind(kind: type[F]) -> dict[str, F]:
    return {fact.id: fact for fact in facts() if isinstance(fact, kind)}


def rows(name: str) -> list[dict[str, str]]:
    with open(REFERENCE / name, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def series(*, allowed: bool) -> list[dict[str, str]]:
    """The rows of the yearly series that may be entered, or those that may not."""
    return [row for row in rows("hrss-yearly-series.csv") if may_enter(row) == allowed]


def may_enter(row: dict[str, str]) -> bool:
    return row["status"] in ("FOUND", "DERIVED") and row["trust"] in ("A", "A-", "B", "C")


def value(row: dict[str, str]) -> Decimal:
    """The value in the base unit."""
    return Decimal(row["value"]) * SCALES.get(row["unit"][0], 1)


def when(row: dict[str, str]) -> tuple[str | None, str | None]:
    """What stands as `as_of` and `period` for a row."""
    if row["precision"].startswith("period"):
        return None, row["precision"].removeprefix("period ").replace("–", "/")
    if row["precision"] == "year" and row["stock_or_flow"] == "flow":
        return None, row["as_of"]
    return row["as_of"], None


def states(seen: Observation, row: dict[str, str]) -> bool:
    """Whether an observation is what a row says, at the time that it says."""
    if (seen.value, seen.relation) != (value(row), RELATIONS[row["qualifier"]]):
        return False
    if (seen.as_of, seen.period) == when(row):
        return True
    # The article's “as of now” has no date of its own.
    undated = seen.source == ARTICLE and seen.as_of is None and seen.as_of_note is not None
    return undated and row["precision"] == "month (publication)"


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


def written() -> set[str]:
    """Every string of the facts, none of them twice."""
    return {text for fact in facts() for text in strings(msgspec.to_builtins(fact))}


def test_every_indicator_is_a_metric_of_its_own() -> None:
    indicators = {row["indicator"] for row in series(allowed=True)}
    assert set(METRIC_OF) == indicators
    assert len(set(METRIC_OF.values())) == len(METRIC_OF)
    assert set(METRIC_OF.values()) <= set(of_kind(Metric))


def test_every_value_of_the_series_is_an_observation() -> None:
    metrics, sources = of_kind(Metric), of_kind(Source)
    for row in series(allowed=True):
        metric = metrics[METRIC_OF[row["indicator"]]]
        found = [seen for seen in metric.observations if states(seen, row)]
        assert found, row
        # A row of two sources may be split; no part of it is shown as better than the row.
        assert min(sources[seen.source].grade for seen in found) >= row["trust"][0], row


def test_no_observation_of_a_series_is_without_a_row() -> None:
    allowed = series(allowed=True)
    for indicator, id in METRIC_OF.items():
        of_indicator = [row for row in allowed if row["indicator"] == indicator]
        for seen in of_kind(Metric)[id].observations:
            if seen.source != ARTICLE and (id, seen.stated) != ("bachelor-share", "超过44%"):
                assert any(states(seen, row) for row in of_indicator), (id, seen.stated)


def test_running_totals_are_marked_and_derived_values_explained() -> None:
    for row in series(allowed=True):
        for seen in of_kind(Metric)[METRIC_OF[row["indicator"]]].observations:
            if seen.source == ARTICLE or not states(seen, row):
                continue
            assert seen.cumulative == row["stock_or_flow"].startswith("cumulative"), row
            derived = row["status"] == "DERIVED"
            assert bool(seen.derived_from) == bool(seen.method) == derived, row


def test_no_value_that_the_rules_exclude_is_an_observation() -> None:
    excluded = series(allowed=False)
    assert len(excluded) == 6
    for row in excluded:
        year = row["as_of"][:4]
        for seen in of_kind(Metric)[METRIC_OF[row["indicator"]]].observations:
            time = seen.as_of or seen.period or ""
            assert (time[:4], seen.value) != (year, value(row)), row


def test_what_is_only_remembered_stands_nowhere() -> None:
    texts = written()
    whole = forms.fold("\n".join(texts))
    for number in FROM_MEMORY:
        assert forms.fold(number) not in whole, number
    assert not texts & DAYS_FROM_MEMORY
    policies = of_kind(Policy).values()
    for row in rows("title-series-27.csv"):
        if "issuer MEMORY-ONLY" in row["issuers"]:
            remembered = row["issuers"].partition("、")[2].partition(" ")[0]
            (policy,) = [one for one in policies if one.title.zh == row["reform_document"]]
            assert remembered not in {issuer.zh for issuer in policy.issuers}, row
    for policy in policies:
        if "2017年版" in (policy.title.zh or ""):
            assert not (policy.issued or "").startswith("2017-"), policy.id


def test_the_series_of_titles_are_27_policies() -> None:
    parts = [one for one in of_kind(Policy).values() if one.part_of == "title-series-reform"]
    assert len(parts) == len(rows("title-series-27.csv")) == 27


def test_the_batches_have_the_counts_of_the_table() -> None:
    metrics, policies = of_kind(Metric), of_kind(Policy)
    table = rows("cancelled-qualification-batches.csv")
    assert [row["batch"] for row in table] == list("1234567")
    for row in table:
        id = f"abolition-batch-{row['batch']}"
        assert id in policies
        stated = {seen.value for seen in metrics[f"{id}-items"].observations}
        assert stated == {Decimal(row["items"])}, row


def test_the_named_abolished_qualifications_are_there() -> None:
    expected = {
        (row["name"], int(row["batch"]))
        for row in rows("cancelled-qualifications-named.csv")
        if may_enter(row)
    }
    found = [one for one in of_kind(Qualification).values() if one.batch]
    # A namesake in the catalogue of 2021 makes one name bear the year.
    names = {((one.name.zh or "").removesuffix("（2014年取消）"), one.batch) for one in found}
    assert names == expected
    assert len(found) == 35
    for one in found:
        assert one.document == f"abolition-batch-{one.batch}"
        assert (one.status == "replaced") == bool(one.replaced_by and one.replaced_link)


def test_the_named_qualifications_have_the_grade_of_their_row() -> None:
    sources = of_kind(Source)
    trust = {row["name"]: row["trust"] for row in rows("cancelled-qualifications-named.csv")}
    for one in of_kind(Qualification).values():
        if one.batch:
            name = (one.name.zh or "").removesuffix("（2014年取消）")
            assert sources[one.source].grade == trust[name][0], one.id


def test_the_excluded_names_of_qualifications_stand_nowhere() -> None:
    excluded = [row for row in rows("cancelled-qualifications-named.csv") if not may_enter(row)]
    assert len(excluded) == 2
    whole = "\n".join(written())
    for row in excluded:
        assert row["name"].removesuffix("资格") not in whole


def test_the_links_to_successors_are_stated_or_inferred_as_known() -> None:
    qualifications = of_kind(Qualification)
    links = {
        one.name.zh: (qualifications[one.replaced_by].name.zh, one.replaced_link)
        for one in qualifications.values()
        if one.replaced_by
    }
    assert links == {
        "房地产经纪人": ("房地产经纪专业人员职业资格", "stated"),
        "注册税务师": ("税务师", "inferred"),
        "注册资产评估师": ("资产评估师", "inferred"),
        "矿业权评估师（2014年取消）": ("矿业权评估师", "inferred"),
    }


def test_the_catalogue_folds_to_its_72_items() -> None:
    entries = [one for one in of_kind(Qualification).values() if one.document == CATALOGUE]
    assert len(entries) == len(rows("qualification-catalogue-2021.csv")) == 95
    items = {(one.class_, one.item) for one in entries}
    assert len(items) == 72
    assert Counter(class_ for class_, _ in items) == {"专业技术": 59, "技能": 13}
    professional = {(one.item, one.category) for one in entries if one.class_ == "专业技术"}
    assert Counter(category for _, category in professional) == {"准入类": 33, "水平评价类": 26}
    assert {one.status for one in entries} == {"in-force"}


def test_the_catalogue_says_what_its_rows_say() -> None:
    entries = {
        forms.fold(one.name.zh or ""): one
        for one in of_kind(Qualification).values()
        if one.document == CATALOGUE
    }
    for row in rows("qualification-catalogue-2021.csv"):
        one = entries[forms.fold(row["name"])]
        group = one.group.zh if one.group else ""
        assert (str(one.item), one.category, group) == (
            row["item_no"],
            row["category"],
            row["group_name"],
        )
        assert row["class"].startswith(one.class_ or "?")
        assert one.departments
