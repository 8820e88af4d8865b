"""`talent stat` beyond look-ups: arithmetic, charts, disagreement, named periods."""

import json

import pytest

from conftest import Run


def test_a_share_names_both_sources(run: Run) -> None:
    ran = run("stat", "returnees-total", "--share-of", "professionals-total", "--json")
    found = json.loads(ran.out)
    assert (found["what"], found["unit"], found["relation"]) == ("share", "percent", ">")
    assert 5.1 < found["value"] < 5.2
    assert [each["id"] for each in found["inputs"]] == ["returnees-total", "professionals-total"]
    assert all(each["observation"]["source_title"]["zh"] for each in found["inputs"])


def test_growth_in_a_named_period(mini: Run) -> None:
    ran = mini("stat", "lumeria-professionals", "--growth", "--during", "明灯十年", "--json")
    found = json.loads(ran.out)
    assert found["what"] == "growth"
    assert found["inputs"][1]["observation"]["as_of"] == "2015"


@pytest.mark.parametrize(
    "arguments",
    [
        ["stat", "--growth"],
        ["stat", "a", "b", "--chart"],
        ["stat", "lumeria-professionals", "--per", "lumeria-kelp-fields", "--growth"],
        ["stat", "lumeria-professionals", "--share-of", "lumeria-kelp-fields"],
        ["stat", "lumeria-reduction", "--per", "lumeria-professionals"],
        ["stat", "deng-ming-pupils", "--growth"],
        ["stat", "--during", "2016", "--since", "2015"],
        ["stat", "--year", "2016", "--during", "2015"],
        ["stat", "--during", "someday"],
    ],
)
def test_what_cannot_be_worked_out_is_refused(mini: Run, arguments: list[str]) -> None:
    ran = mini(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1


def test_disputed_metrics_are_listed(run: Run) -> None:
    found = {each["id"] for each in json.loads(run("stat", "--disputed", "--json").out)}
    assert {
        "bachelor-share",
        "allowance-experts",
        "qualifications-abolished",
        "qualification-reduction",
    } <= found


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("qualifications-abolished", ["434", "433", "429"]),
        ("bachelor-share", ["48%", "more than 44%"]),
        ("qualification-reduction", ["70%", "at least 70%"]),
    ],
)
def test_a_disagreement_is_one_line(run: Run, key: str, said: list[str]) -> None:
    rows = dict(line.split("\t", 1) for line in run("stat", key).out.splitlines())
    assert all(figure in rows["disagree"] for figure in said)
    assert "quoted: " in rows["disagree"]


def test_contradictions_are_in_the_json(mini: Run) -> None:
    found = json.loads(mini("stat", "lumeria-allowance", "--json").out)
    assert [seen["conflicts"] for seen in found["observations"]] == [[1], [0]]


def test_a_chart_has_its_values_beside_the_bars(run: Run) -> None:
    ran = run("stat", "returnees-yearly", "--chart", "--format", "table", "--width", "60")
    assert "2012  ·" in ran.out
    assert "134,800 people  █" in ran.out
    plain = run("stat", "returnees-yearly", "--chart")
    assert plain.out.startswith("as_of\tfigure\tgrowth\tsource\n")


def test_policies_of_a_year_by_an_issuer(run: Run) -> None:
    found = json.loads(run("policy", "--issuer", "国务院", "--year", "2016", "--json").out)
    assert len(found) == 3
    assert all(each["issued"].startswith("2016") for each in found)


@pytest.mark.parametrize(
    "listing",
    [
        ["policy"],
        ["policy", "职称"],
        ["policy", "--year", "2021"],
        ["stat", "--since", "2019"],
        ["stat", "--as-of", "2019"],
        ["stat", "--disputed"],
    ],
)
def test_counting_by_source_agrees_with_the_listings(run: Run, listing: list[str]) -> None:
    counts = json.loads(run(*listing, "--count-by", "source", "--json").out)
    assert counts
    assert [each["facts"] for each in counts] == sorted(
        (each["facts"] for each in counts), reverse=True
    )
    for each in counts[:3]:
        if listing != ["policy", "职称"]:
            there = run(*listing, "--source", each["word"], "--json")
        else:
            there = run("policy", "--theme", "职称", "--source", each["word"], "--json")
        assert len(json.loads(there.out)) == each["facts"]


def test_a_count_can_be_cut_short(run: Run) -> None:
    whole = run("policy", "--count-by", "issuer").out.splitlines()
    assert whole[0] == "issuer\tfacts"
    assert run("policy", "--count-by", "issuer", "--limit", "2").out.splitlines() == whole[:3]


@pytest.mark.parametrize(
    "arguments",
    [
        ["stat", "--min", "6000万"],
        ["stat", "--max", "6000万", "--undecided"],
        ["stat", "--sort", "date"],
        ["timeline"],
        ["policy", "title-reform"],
    ],
)
def test_a_count_that_would_mislead_is_refused(run: Run, arguments: list[str]) -> None:
    ran = run(*arguments, "--count-by", "topic")
    assert ran.code != 0
    assert ran.out == ""
    assert ran.err.startswith("talent: ")


def test_a_batch_of_abolished_qualifications(run: Run) -> None:
    ran = run("qualification", "--status", "abolished", "--batch", "7", "--json")
    assert {each["name"]["zh"] for each in json.loads(ran.out)} == {
        "临时导游",
        "餐厅服务员",
        "保洁员",
    }


@pytest.mark.parametrize(
    "number",
    ["人社部发〔2020〕96号", "人社部发[2020]96号", "人社部发（2020）96", "人社部发 2020 96 号"],
)
def test_a_document_number_in_any_brackets(run: Run, number: str) -> None:
    found = json.loads(run("policy", number, "--json").out)
    assert found["number"] == "人社部发〔2020〕96号"


def test_a_document_is_a_policy_before_it_is_a_source(run: Run) -> None:
    assert run("get", "人社部发〔2019〕114号.issued").out == "2019\n"


def test_timeline_during_a_named_period(run: Run) -> None:
    named = run("timeline", "--during", "十三五", "--json")
    assert named.out == run("timeline", "--since", "2016", "--until", "2020", "--json").out
    assert run("timeline", "--during", "13th Five-Year Plan", "--json").out == named.out
