"""The rules that facts must keep: what each tells, and where."""

import re
import shutil
from pathlib import Path

import pytest

from conftest import MINI, ROOT
from talentcli.corpus.lint import RULES, STYLE, Guesses, check, read
from talentcli.corpus.load import load, written
from talentcli.corpus.model import RECORDS, SUB_TABLES, kind_of
from talentcli.corpus.problems import Problem, line_of

BROKEN = ROOT / "tests" / "broken"

SOURCE = '[[source]]\nid = "s"\ntitle = { zh = "甲", en = "S" }\ngrade = "A"\n'


def problems(folder: Path, text: str) -> list[Problem]:
    """What the rules tell of a file that has this text below a source `s` of four lines."""
    (folder / "facts.toml").write_text(SOURCE + text, encoding="utf-8")
    corpus = read([folder])
    assert all(problem.file == str(folder / "facts.toml") for problem in corpus.problems)
    return corpus.problems


def brief(found: list[Problem]) -> list[tuple[int, int, str, str]]:
    """Line, column, rule and id of each problem."""
    return [(p.line, p.column, p.rule, p.id) for p in found]


def metric(observation: str, id: str = "m") -> str:
    """A metric whose observation starts at its sixth line."""
    name = f'name = {{ zh = "数{id}", en = "Number {id}" }}'
    head = f'[[metric]]\nid = "{id}"\n{name}\ntopic = "t"\nunit = "person"\n'
    return f'{head}[[metric.observation]]\n{observation}\nsource = "s"\n'


def milestone(fields: str, id: str = "e") -> str:
    """A milestone whose fields start at its fourth line."""
    name = f'name = {{ zh = "事{id}", en = "Event {id}" }}'
    return f'[[milestone]]\nid = "{id}"\n{name}\n{fields}\ntopic = "t"\nsource = "s"\n'


@pytest.mark.parametrize("folder", [MINI, ROOT / "facts"], ids=["fictitious", "built-in"])
def test_the_facts_are_clean(folder: Path) -> None:
    assert [line_of(problem) for problem in read([folder]).problems] == []


def test_every_problem_of_the_broken_folder_is_told_at_its_place() -> None:
    found = read([BROKEN]).problems
    places = [
        f"{Path(p.file).relative_to(BROKEN).as_posix()}:{p.line}:{p.column}: {p.rule}"
        for p in found
    ]
    assert places == [
        "bytes.toml:2:1: unreadable-file",
        "dates.toml:7:1: date-form",
        "dates.toml:15:1: date-form",
        "dates.toml:22:1: date-form",
        "dates.toml:36:3: dates-ordered",
        "figures.toml:11:3: figure-parses",
        "figures.toml:16:3: figure-parses",
        "figures.toml:23:3: figure-parses",
        "figures.toml:27:1: empty-list",
        "figures.toml:39:1: empty-list",
        "ids.toml:9:1: unique-id",
        "ids.toml:18:25: unique-name",
        "languages.toml:5:1: both-languages",
        "languages.toml:8:38: both-languages",
        "references.toml:8:1: known-reference",
        "references.toml:9:1: known-reference",
        "references.toml:11:24: known-reference",
        "references.toml:17:3: known-reference",
        "schema.toml:3:1: schema",
        "schema.toml:6:1: schema",
        "schema.toml:9:3: schema",
        "schema.toml:11:3: schema",
        "schema.toml:14:3: schema",
        "schema.toml:15:3: schema",
        "syntax.toml:6:18: toml-syntax",
        "tables.toml:3:1: unknown-table",
        "tables.toml:6:1: schema",
    ]
    assert {p.rule for p in found} == {
        *RULES, "schema", "unique-id", "unknown-table", "toml-syntax", "unreadable-file",
    }  # fmt: skip


def test_linting_twice_tells_the_same() -> None:
    assert read([BROKEN]) == read([BROKEN])


@pytest.mark.parametrize("name", RULES)
def test_a_rule_has_a_sentence_and_is_documented(name: str) -> None:
    sentence = (RULES[name].__doc__ or "").strip()
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert f"- `{name}`: " in (ROOT / "facts" / "README.md").read_text("utf-8")


def test_style_is_made_of_rules() -> None:
    assert set(RULES) > STYLE


# --- unique-name ------------------------------------------------------------------------------


def test_names_meet_in_their_folded_form(tmp_path: Path) -> None:
    second = milestone('aliases = ["new", "ＥＶＥＮＴ-a"]', "b")
    found = problems(tmp_path, milestone("", "a") + second)
    assert brief(found) == [(14, 19, "unique-name", "b")]
    assert found[0].message == "'ＥＶＥＮＴ-a' already names a"


def test_document_numbers_are_names(tmp_path: Path) -> None:
    text = ""
    for id, number in (("p", "卢发〔2019〕1号"), ("q", "卢发[2019] 1号")):
        text += f'[[policy]]\nid = "{id}"\ntitle = {{ zh = "文{id}", en = "P {id}" }}\n'
        text += f'number = "{number}"\nthemes = ["t"]\nsource = "s"\n'
    assert brief(problems(tmp_path, text)) == [(14, 1, "unique-name", "q")]


def test_kinds_and_one_record_may_share_names(tmp_path: Path) -> None:
    text = milestone('aliases = ["事e", "甲"]')
    assert problems(tmp_path, text) == []


# --- known-reference --------------------------------------------------------------------------


def test_an_unknown_id_gets_the_nearest_one(tmp_path: Path) -> None:
    found = problems(tmp_path, milestone('about = "event-on"', "event-one"))
    assert brief(found) == [(8, 1, "known-reference", "event-one")]
    assert found[0].hint == "did you mean 'event-one'?"


def test_a_source_must_be_a_source(tmp_path: Path) -> None:
    found = problems(tmp_path, milestone("", "a") + milestone("", "b").replace('"s"', '"a"'))
    assert brief(found) == [(16, 1, "known-reference", "b")]
    assert found[0].message == "'a' is a milestone, not a source"


def test_an_overlay_may_refer_to_the_folder_below(tmp_path: Path) -> None:
    for name, text in (("low", SOURCE), ("high", milestone(""))):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.toml").write_text(text, "utf-8")
    assert read([tmp_path / "low", tmp_path / "high"]).problems == []
    assert len(read([tmp_path / "high"]).problems) == 1


def test_guesses_stop_before_they_cost_too_much() -> None:
    guesses = Guesses(["alpha", "beta"], comparisons=3)
    assert guesses.hint("alpah") == "did you mean 'alpha'?"
    assert guesses.hint("bet") == "did you mean 'beta'?"
    assert guesses.hint("alph") == "add it or mend the id"
    assert guesses.hint("alpah") == "did you mean 'alpha'?"


# --- date-form, dates-ordered -----------------------------------------------------------------


@pytest.mark.parametrize(
    "date", ["2019-13", "2019-02-30", "end of 2019", "2020/2019", "", "../.."]
)
def test_bad_dates(tmp_path: Path, date: str) -> None:
    found = problems(tmp_path, milestone(f'date = "{date}"'))
    assert brief(found) == [(8, 1, "date-form", "e")]


@pytest.mark.parametrize("date", ["2019", "2019-12", "2011/..", "{2017,2019}", "2021-10-28~"])
def test_good_dates(tmp_path: Path, date: str) -> None:
    assert problems(tmp_path, milestone(f'date = "{date}"')) == []


@pytest.mark.parametrize(
    ("published", "as_of", "right"),
    [
        ("2021-06-30", "2021-07-01", False),
        ("2021-06-30", "2021-06-30", True),
        ("2021-06-30", "2021", True),  # the year began before
        ("2021-06-30", "2022", False),
        ("2021", "2021-12-31", True),
        ("2021~", "2022-12-31", True),  # not certain
        ("2021", "2022~", True),
    ],
)
def test_no_source_knows_the_future(
    tmp_path: Path, published: str, as_of: str, right: bool
) -> None:
    text = f'published = "{published}"\n'
    text += metric(f'value = 1\nstated = "1人"\nas_of = "{as_of}"')
    expected = [] if right else [(14, 1, "dates-ordered", "m")]
    assert brief(problems(tmp_path, text)) == expected


# --- figure-parses ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("observation", "place", "message"),
    [
        ('value = 48\nstated = "许多"', (12, 1), None),
        ('value = 49\nstated = "48%"', (11, 1), "'48%' reads as 48, not 49"),
        ('value = 40\nstated = "超过40人"', (10, 1), "'超过40人' has the relation >"),
        ('value = 4e1\nstated = "4万"', (11, 1), "'4万' reads as 40000, not 40"),
    ],
)
def test_figures(
    tmp_path: Path, observation: str, place: tuple[int, int], message: str | None
) -> None:
    (found,) = problems(tmp_path, metric(observation))
    assert (found.line, found.column, found.rule) == (*place, "figure-parses")
    assert message is None or found.message == message


# --- both-languages, empty-list ---------------------------------------------------------------


def test_each_missing_language_is_told(tmp_path: Path) -> None:
    text = milestone('note = { zh = "注" }\nplaces = [{ zh = "甲", en = " " }, {}]')
    found = problems(tmp_path, text)
    assert [(p.line, p.column, p.message) for p in found] == [
        (8, 1, "no English text"),
        (9, 11, "no English text"),
        (9, 35, "no Chinese text"),
        (9, 35, "no English text"),
    ]


def test_empty_lists(tmp_path: Path) -> None:
    text = metric("").partition("[[metric.observation]]")[0] + "observation = []\n"
    text += '[[policy]]\nid = "p"\ntitle = { zh = "文", en = "P" }\nthemes = []\nsource = "s"\n'
    assert brief(problems(tmp_path, text)) == [
        (5, 1, "empty-list", "m"),
        (14, 1, "empty-list", "p"),
    ]


def test_a_file_that_has_gone_still_has_its_problems(tmp_path: Path) -> None:
    path = tmp_path / "facts.toml"
    path.write_text(milestone(""), "utf-8")
    corpus = load([tmp_path])
    path.unlink()
    (problem,) = check(corpus)
    assert (problem.line, problem.rule) == (1, "known-reference")


# --- The guidelines ---------------------------------------------------------------------------

README = (ROOT / "facts" / "README.md").read_text("utf-8")
LOADING = ("unreadable-file", "toml-syntax", "unknown-table", "schema", "unique-id")


def examples() -> list[str]:
    """The records that the guidelines show."""
    return re.findall(r"^```toml\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def test_the_guidelines_name_every_rule_in_the_order_of_checking() -> None:
    _, _, section = README.partition("## Rules\n")
    assert re.findall(r"^- `([a-z-]+)`: ", section, re.MULTILINE) == [*LOADING, *RULES]


def test_the_guidelines_show_every_kind_with_every_key(tmp_path: Path) -> None:
    (tmp_path / "examples.toml").write_text("\n".join(examples()), "utf-8")
    corpus = load([tmp_path])
    assert corpus.problems == []
    assert [kind_of(loaded.fact) for loaded in corpus.records] == list(RECORDS)
    for kind, text in zip(RECORDS, examples(), strict=True):
        shown = set(re.findall(r"^ *(?:# )?([a-z0-9_]+) = ", text, re.MULTILINE))
        assert set(written(RECORDS[kind])) - set(SUB_TABLES.get(kind, {})) <= shown, kind


def test_the_records_of_the_guidelines_keep_the_rules(tmp_path: Path) -> None:
    (tmp_path / "examples.toml").write_text("\n".join(examples()), "utf-8")
    found = read([tmp_path]).problems
    # What the examples refer to stands partly outside them.
    assert {p.message for p in found} == {
        f"{field} refers to '{id}', which is no fact"
        for field, id in (
            ("part_of", "lamp-reform"),
            ("implements", "lamp-reform"),
            ("supersedes", "old-lamp-rules"),
            ("replaced_by", "lamp-keeper"),
            ("part_of", "coast-plan"),
        )
    }


# --- Every rule on one planted error ----------------------------------------------------------

PLANTED = {
    "unique-name": ("milestones.toml", '"“月鸢一号”升空"', '"首次亮灯"', 'zh = "首次'),
    "known-reference": ("milestones.toml", 'about = "bo-lan"', 'about = "bo-lam"', "about"),
    "date-form": ("periods.toml", '"2011/2020"', '"2011-2020"', "span"),
    "dates-ordered": ("metrics/workforce.toml", '"2020-12-31"', '"2022-12-31"', "as_of"),
    "figure-parses": ("metrics/workforce.toml", "value = 760_000", "value = 76_000", "value"),
    "both-languages": ("experts.toml", ', en = "Kites" }', " }", "field"),
    "empty-list": ("policies/services.toml", '["services"]', "[]", "themes"),
}


def test_an_error_is_planted_for_every_rule() -> None:
    assert list(PLANTED) == list(RULES)


@pytest.mark.parametrize("rule", PLANTED)
def test_a_rule_tells_the_one_error_planted_in_clean_facts(rule: str, tmp_path: Path) -> None:
    name, right, wrong, start = PLANTED[rule]
    copy = tmp_path / "facts"
    shutil.copytree(MINI, copy)
    before, found, after = (copy / name).read_text("utf-8").partition(right)
    assert found
    (copy / name).write_text(before + wrong + after, "utf-8")
    (problem,) = read([copy]).problems
    line = (copy / name).read_text("utf-8").split("\n")[problem.line - 1]
    assert (problem.rule, problem.file) == (rule, str(copy / name))
    assert line[problem.column - 1 :].startswith(start)
    assert problem.message
