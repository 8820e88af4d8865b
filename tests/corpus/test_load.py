"""Reading fact files: every record, every problem, each with its place."""

import os
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
import tomli
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import MINI, ROOT
from talentcli.corpus import load as loading
from talentcli.corpus.load import Corpus, load
from talentcli.corpus.model import (
    RECORDS,
    Expert,
    Fact,
    Metric,
    Policy,
    Qualification,
    Source,
    kind_of,
)
from talentcli.corpus.problems import Problem, line_of

SOURCE = '[[source]]\nid = "s"\ntitle = { zh = "甲", en = "S" }\ngrade = "A"\n'


def write(folder: Path, text: str, name: str = "facts.toml") -> None:
    """Put a fact file into a folder, which is made if need be."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")


def told(corpus: Corpus, folder: Path) -> list[str]:
    """The problems, by paths below the folder."""
    return [line_of(problem).replace(f"{folder}{os.sep}", "") for problem in corpus.problems]


def problems_of(folder: Path, text: str) -> list[str]:
    """What is told of one file."""
    write(folder, text)
    return told(load([folder]), folder)


def fact(corpus: Corpus, id: str) -> Fact:
    """The fact of this id."""
    return next(loaded.fact for loaded in corpus.records if loaded.fact.id == id)


# --- What is right ----------------------------------------------------------------------------


@pytest.mark.parametrize("folder", [MINI, ROOT / "facts"], ids=["fictitious", "built-in"])
def test_every_table_becomes_a_record_at_its_line(folder: Path) -> None:
    corpus = load([folder])
    assert corpus.problems == []
    seen = {(loaded.file, loaded.line) for loaded in corpus.records}
    assert len(seen) == len(corpus.records)
    for loaded in corpus.records:
        lines = Path(loaded.file).read_text("utf-8").split("\n")
        assert lines[loaded.line - 1] == f"[[{kind_of(loaded.fact)}]]"
        assert lines[loaded.line] == f'id = "{loaded.fact.id}"'
        assert (loaded.layer, loaded.replaces) == (0, "")


def test_nothing_of_a_file_is_lost() -> None:
    corpus = load([MINI])
    metric = fact(corpus, "lumeria-professionals")
    assert isinstance(metric, Metric)
    assert [seen.as_of for seen in metric.observations][-2:] == ["2019-12-31", "2020-12-31"]
    share = fact(corpus, "lumeria-graduates-share")
    assert isinstance(share, Metric)
    assert share.observations[1].value == Decimal("48.5")
    policy = fact(corpus, "lamp-rules")
    assert isinstance(policy, Policy)
    assert (policy.number, policy.measures[1].open) == ("卢人发〔2019〕16号", True)
    expert = fact(corpus, "deng-ming")
    assert isinstance(expert, Expert)
    assert [honour.type for honour in expert.honours] == ["honour", "epithet"]
    bell = fact(corpus, "bell-ringer")
    assert isinstance(bell, Qualification)
    assert (bell.class_, bell.replaced_by) == ("技能", "fog-signaller")


@pytest.mark.parametrize("folder", [MINI, ROOT / "facts"], ids=["fictitious", "built-in"])
def test_loading_twice_gives_the_same_in_the_same_order(folder: Path) -> None:
    assert load([folder]) == load([folder])


@settings(deadline=None)  # a busy machine is not a fault
@given(st.permutations(["a.toml", "b.toml", "sub/a.toml", "sub/deep/c.toml", "z/é.toml"]))
def test_order_does_not_depend_on_the_disk(order: list[str]) -> None:
    with TemporaryDirectory() as folder:
        for name in order:
            id = name.removesuffix(".toml").replace("/", "-").replace("é", "e")
            write(Path(folder), SOURCE.replace('"s"', f'"{id}"'), name)
        assert [loaded.fact.id for loaded in load([folder]).records] == [
            "a", "b", "sub-a", "sub-deep-c", "z-e",
        ]  # fmt: skip


def test_byte_order_mark_and_crlf(tmp_path: Path) -> None:
    write(tmp_path, "\ufeff" + (SOURCE + "\n" + SOURCE).replace("\n", "\r\n"))
    corpus = load([tmp_path])
    assert [loaded.line for loaded in corpus.records] == [1]
    assert told(corpus, tmp_path) == [
        "facts.toml:6:1: unique-id: s: this id is taken at "
        f"{tmp_path / 'facts.toml'}:1 (give one of the two another id)".replace(
            f"{tmp_path}{os.sep}", ""
        )
    ]


def test_headers_in_strings_and_odd_spellings_do_not_move_lines(tmp_path: Path) -> None:
    text = SOURCE + 'note = { zh = "甲", en = """\n[[source]]\n""" }\n'
    text += SOURCE.replace("[[source]]", '  [[ "source" ]] # two').replace('"s"', '"t"')
    text += SOURCE.replace("[[source]]", '[["so\\u0075rce"]]').replace('"s"', '"u"')
    write(tmp_path, text)
    assert [loaded.line for loaded in load([tmp_path]).records] == [1, 8, 12]


def test_hidden_and_other_files_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path, SOURCE)
    for name in (".hidden.toml", ".git/facts.toml", "README.md", "facts.toml~"):
        write(tmp_path, "not TOML", name)
    corpus = load([tmp_path])
    assert (len(corpus.records), corpus.problems) == (1, [])


# --- Layers -----------------------------------------------------------------------------------


def test_a_later_folder_lies_over_an_earlier_one(tmp_path: Path) -> None:
    write(tmp_path / "low", SOURCE + SOURCE.replace('"s"', '"t"'))
    write(tmp_path / "high", "\n" + SOURCE.replace('"S"', '"New"'))
    corpus = load([tmp_path / "low", tmp_path / "high"])
    assert corpus.problems == []
    new = next(loaded for loaded in corpus.records if loaded.fact.id == "s")
    assert isinstance(new.fact, Source)
    assert (new.fact.title.en, new.layer, new.line) == ("New", 1, 2)
    assert new.replaces == f"{tmp_path / 'low' / 'facts.toml'}:1"
    assert len(corpus.records) == 2


def test_of_three_folders_the_last_lies_over_the_one_below_it(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        write(tmp_path / name, SOURCE.replace('"S"', f'"{name}"'))
    (loaded,) = load([tmp_path / name for name in ("a", "b", "c")]).records
    assert isinstance(loaded.fact, Source)
    assert (loaded.fact.title.en, loaded.layer) == ("c", 2)
    assert loaded.replaces == f"{tmp_path / 'b' / 'facts.toml'}:1"


def test_a_bad_record_lies_over_nothing(tmp_path: Path) -> None:
    write(tmp_path / "low", SOURCE)
    write(tmp_path / "high", SOURCE.replace('"A"', '"D"'))
    corpus = load([tmp_path / "low", tmp_path / "high"])
    assert [(loaded.layer, loaded.replaces) for loaded in corpus.records] == [(0, "")]
    assert [problem.rule for problem in corpus.problems] == ["schema"]


def test_another_kind_may_not_take_an_id(tmp_path: Path) -> None:
    write(tmp_path / "low", SOURCE)
    period = '[[period]]\nid = "s"\nname = { zh = "期", en = "P" }\nspan = "2019"\nsource = "s"\n'
    write(tmp_path / "high", period)
    (problem,) = load([tmp_path / "low", tmp_path / "high"]).problems
    assert (problem.rule, problem.line) == ("unique-id", 1)
    assert "belongs to a source" in problem.message


def test_one_id_in_two_files_of_a_folder(tmp_path: Path) -> None:
    write(tmp_path, SOURCE, "a.toml")
    write(tmp_path, SOURCE, "b.toml")
    assert told(load([tmp_path]), tmp_path) == [
        "b.toml:1:1: unique-id: s: this id is taken at a.toml:1 (give one of the two another id)"
    ]


# --- What cannot be read ----------------------------------------------------------------------


def test_no_such_folder(tmp_path: Path) -> None:
    (problem,) = load([tmp_path / "none"]).problems
    assert (problem.rule, problem.message) == ("unreadable-file", "there is no such folder")


def test_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "gbk.toml").write_bytes("# 说明\n# 人才".encode("gbk"))
    assert told(load([tmp_path]), tmp_path) == [
        "gbk.toml:1:1: unreadable-file: byte 4 is not UTF-8 (save the file as UTF-8)"
    ]


def test_not_utf8_further_down_and_behind_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "cut.toml").write_bytes("\ufeff# 甲\r\n\r\n# ".encode() + "乙".encode()[:2])
    assert told(load([tmp_path]), tmp_path) == [
        "cut.toml:3:1: unreadable-file: byte 14 is not UTF-8 (save the file as UTF-8)"
    ]


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "LARGEST_FILE", 10)
    assert problems_of(tmp_path, SOURCE) == [
        "facts.toml:1:1: unreadable-file: larger than 0 MiB (split the file)"
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    assert told(load([tmp_path]), tmp_path) == ["pipe.toml:1:1: unreadable-file: not a file"]


@pytest.mark.skipif(os.name == "nt", reason="making links needs rights there")
def test_links_stay_in_the_folder(tmp_path: Path) -> None:
    write(tmp_path / "in", SOURCE, "real.txt")
    write(tmp_path, SOURCE.replace('"s"', '"t"'), "out.toml")
    (tmp_path / "in" / "good.toml").symlink_to("real.txt")
    (tmp_path / "in" / "bad.toml").symlink_to(tmp_path / "out.toml")
    (tmp_path / "in" / "loop").symlink_to(tmp_path)
    (tmp_path / "in" / "lost.toml").symlink_to("nowhere")
    corpus = load([tmp_path / "in"])
    assert [loaded.fact.id for loaded in corpus.records] == ["s"]
    assert told(corpus, tmp_path / "in") == [
        "bad.toml:1:1: unreadable-file: a link that leads out of the folder",
        "lost.toml:1:1: unreadable-file: No such file or directory",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a = 1\nb = \n", "2:5: toml-syntax: Invalid value"),
        ("a = 2021-02-30", "1:"),
        ("a = " + "[" * 9999, "1:1: toml-syntax: nested too deeply to be facts"),
        ("a." * 3000 + "b = 1", "1:1: toml-syntax: nested too deeply to be facts"),
        ("a = " + "9" * 9999, "1:1: toml-syntax: a number in it is far too long"),
        ("a = 1e99999999999999999999", "1:1: toml-syntax: a number in it is far too long"),
    ],
)
def test_toml_errors(tmp_path: Path, text: str, problem: str) -> None:
    (line,) = problems_of(tmp_path, text)
    assert line.startswith(f"facts.toml:{problem}")
    assert ": toml-syntax: " in line


# --- What is no record ------------------------------------------------------------------------


def test_tables_that_are_no_kind(tmp_path: Path) -> None:
    assert problems_of(tmp_path, 'id = "x"\n[[metrics]]\n[metric]\n[policy.x]\n') == [
        "facts.toml:1:1: unknown-table: no kind of fact is called 'id' (kinds are metric, policy, "
        "qualification, expert, programme, milestone, source, period)",
        "facts.toml:2:1: unknown-table: no kind of fact is called 'metrics' "
        "(did you mean [[metric]]?)",
        "facts.toml:3:1: schema: 'metric' is a list of tables "
        "(write [[metric]] above each record)",
        "facts.toml:4:1: schema: 'policy' is a list of tables "
        "(write [[policy]] above each record)",
    ]


BAD_METRIC = """\
[[metric]]
id = "Bad Id"
nmae = { zh = "名", en = "N" }
name = { zh = 1, fr = "N" }
aliases = ["ok", 2]
topic = 5
current = 1
[[metric.observations]]
[[metric.observation]]
value = "48"
stated = "48%"
relation = "≥"
as_of = 2019-12-31
grade = "A"
source = "s"
[[metric.observation]]
value = nan
stated = "1"
cumulative = "yes"
scope = "all"
"""


def test_all_that_is_wrong_with_a_record_is_told(tmp_path: Path) -> None:
    assert problems_of(tmp_path, BAD_METRIC) == [
        "facts.toml:1:1: schema: Bad Id: 'unit' is missing (add unit = …)",
        "facts.toml:2:1: schema: Bad Id: expected text matching regex "
        "'^[a-z0-9]+(-[a-z0-9]+)*$' (lower-case English words joined by hyphens)",
        "facts.toml:3:1: schema: Bad Id: unknown key 'nmae' (did you mean 'name'?)",
        "facts.toml:4:10: schema: Bad Id: expected text, got `int`",
        "facts.toml:4:18: schema: Bad Id: unknown key 'fr' (there is zh, en)",
        "facts.toml:5:18: schema: Bad Id: expected text, got `int`",
        "facts.toml:6:1: schema: Bad Id: expected text, got `int`",
        "facts.toml:7:1: schema: Bad Id: 'current' is filled in by compiling (leave it out)",
        "facts.toml:8:1: schema: Bad Id: unknown key 'observations' "
        "(write [[metric.observation]] above each)",
        "facts.toml:10:1: schema: Bad Id: expected a number of at most 30 digits "
        "(write it out in digits)",
        "facts.toml:12:1: schema: Bad Id: invalid enum value '≥' (one of =, >, >=, <, <=, ~)",
        "facts.toml:13:1: schema: Bad Id: expected text, got `date` "
        '(write it in quotes: "2019-12-31")',
        "facts.toml:14:1: schema: Bad Id: 'grade' is filled in by compiling (leave it out)",
        "facts.toml:16:1: schema: Bad Id: 'source' is missing (add source = …)",
        "facts.toml:17:1: schema: Bad Id: expected a number of at most 30 digits "
        "(write it out in digits)",
        "facts.toml:19:1: schema: Bad Id: expected `bool`, got text",
        "facts.toml:20:1: schema: Bad Id: expected a table, got text (write { zh = …, en = … })",
    ]


def test_a_problem_is_told_in_one_line_whatever_it_quotes(tmp_path: Path) -> None:
    text = SOURCE.replace('"s"', '"s\\n"') + SOURCE.replace('"s"', '"\\u001b[31m"')
    text += SOURCE.replace('"A"', '"\\u202eA\\r\\n"') + '["a\\nb"]\n'
    assert problems_of(tmp_path, text) == [
        "facts.toml:2:1: schema: s\\n: the id ends with a line end "
        "(lower-case English words joined by hyphens)",
        "facts.toml:6:1: schema: \\x1b[31m: expected text matching regex "
        "'^[a-z0-9]+(-[a-z0-9]+)*$' (lower-case English words joined by hyphens)",
        "facts.toml:12:1: schema: s: invalid enum value '\\u202eA\\r\\n' (one of A, B, C)",
        "facts.toml:13:1: unknown-table: no kind of fact is called 'a\\nb' (kinds are metric, "
        "policy, qualification, expert, programme, milestone, source, period)",
    ]


def test_a_single_sub_table_and_a_missing_one(tmp_path: Path) -> None:
    metric = '[[metric]]\nid = "m"\nname = {}\ntopic = "t"\nunit = "person"\n'
    assert problems_of(tmp_path, metric + "[metric.observation]\n" + metric) == [
        "facts.toml:6:1: schema: m: expected a list, got a table "
        "(write the header above it in double brackets)",
        "facts.toml:7:1: schema: m: 'observation' is missing (add [[metric.observation]])",
    ]


@pytest.mark.parametrize("value", ["inf", "-inf", "nan", "1e31", "1e-31", "1e999999999", "true"])
def test_what_no_figure_can_be(tmp_path: Path, value: str) -> None:
    (line,) = problems_of(tmp_path, metric_with(value))
    assert line.startswith("facts.toml:7:1: schema: m: expected a number of at most 30 digits")


@pytest.mark.parametrize("value", ["0", "-1", "0.1", "1_000", "1e29", "9007199254740993", "1e-30"])
def test_figures_are_exact(tmp_path: Path, value: str) -> None:
    write(tmp_path, metric_with(value))
    metric = fact(load([tmp_path]), "m")
    assert isinstance(metric, Metric)
    assert metric.observations[0].value == Decimal(value)


def metric_with(value: str) -> str:
    """A metric with one observation of this value, in the seventh line."""
    head = '[[metric]]\nid = "m"\nname = {}\ntopic = "t"\nunit = "person"\n'
    return f'{head}[[metric.observation]]\nvalue = {value}\nstated = "1"\nsource = "s"\n'


def test_a_bad_record_does_not_hide_the_others(tmp_path: Path) -> None:
    write(tmp_path, SOURCE + '[[policy]]\nid = "p"\n' + SOURCE.replace('"s"', '"t"'))
    corpus = load([tmp_path])
    assert [loaded.fact.id for loaded in corpus.records] == ["s", "t"]
    assert [loaded.nth for loaded in corpus.records] == [0, 1]
    assert {problem.id for problem in corpus.problems} == {"p"}


@settings(deadline=None)  # a busy machine is not a fault
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_without_raising(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        Path(folder, "any.toml").write_bytes(data)
        corpus = load([folder])
        assert corpus.records == []


JUNK = st.sampled_from(
    ["1", "true", '"x"', "[]", "[1]", "{}", "[{}]", '{ zh = "x" }', "2019-01-01", "nan", "[[1]]"]
)
RECORDS_OF_MINI = {
    kind: tables
    for path in MINI.rglob("*.toml")
    for kind, tables in tomli.loads(path.read_text("utf-8"), parse_float=Decimal).items()
}


@settings(deadline=None)  # a busy machine is not a fault
@given(st.data())
def test_a_record_is_read_or_its_fault_is_told(data: st.DataObject) -> None:
    """One key of a right record gets any value: there is a fact or a fault, and it has words."""
    kind = data.draw(st.sampled_from(sorted(RECORDS)))
    table = dict(data.draw(st.sampled_from(RECORDS_OF_MINI[kind])))
    names = [*loading.written(RECORDS[kind]), "kind", "current", "measures", "extra"]
    key = data.draw(st.sampled_from(names))
    (table[key],) = tomli.loads(f"x = {data.draw(JUNK)}", parse_float=Decimal).values()
    fact = loading.convert(kind, table)
    if isinstance(fact, list):
        assert fact
        assert all(fault.message and fault.steps[:1] in ((), (key,)) for fault in fact)
    else:
        assert msgspec.json.decode(msgspec.json.encode(fact), type=type(fact)) == fact


def test_problems_sort_by_place() -> None:
    second = Problem(file="a", line=10, rule="x", message="m")
    first = Problem(file="a", line=9, rule="y", message="m")
    assert sorted([second, first]) == [first, second]
