"""The output contract: what leaves on stdout and stderr, in which format, with which exit code."""

import csv
import io
import json
import os
import shlex
import subprocess
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from conftest import ROOT, TALENT, Ran, Run, environment, run_program
from talentcli import __version__
from talentcli.corpus.model import RECORDS, Record
from talentcli.show.layout import width
from talentcli.show.project import fields, known, projected

Json = Any

LISTINGS = {
    "stat": "metric",
    "policy": "policy",
    "qualification": "qualification",
    "profile": "expert",
    "programme": "programme",
    "source": "source",
}
"""Command → the kind it lists."""

COMMANDS = {**{command: [command] for command in LISTINGS}, "timeline": ["timeline"]}
COMMANDS["search"] = ["search", "人才"]


def parsed(text: str) -> Json:
    """JSON with its numbers exact."""
    return json.loads(text, parse_float=Decimal)


@pytest.fixture(scope="session")
def listed(home: Path) -> Callable[[str], list[Json]]:
    """The records that a command lists; each command is run once."""
    ran: dict[str, list[Json]] = {}

    def listed(command: str) -> list[Json]:
        if command not in ran:
            line = [str(TALENT), *COMMANDS[command], "--json"]
            done = run_program(line, environment(home), "", None)
            assert (done.code, done.err) == (0, "")
            ran[command] = parsed(done.out)
        return ran[command]

    return listed


Listed = Callable[[str], list[Json]]


# --- JSON -------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_a_listing_is_an_array(command: str, listed: Listed) -> None:
    records = listed(command)
    assert isinstance(records, list)
    assert len(records) > 1
    for record in records:
        assert record["id"] == record["id"].lower()
        for key in keys_of(record):
            assert key.isascii()
            assert key == key.lower()
            assert key.isidentifier()


def keys_of(value: Json) -> Iterator[str]:
    """Every key of every object inside."""
    if isinstance(value, dict):
        yield from value
    for each in value.values() if isinstance(value, dict) else value:
        if isinstance(each, dict | list):
            yield from keys_of(each)


def test_one_key_is_an_object_and_several_are_an_array(run: Run, listed: Listed) -> None:
    by_id = {record["id"]: record for record in listed("stat")}
    one = run("stat", "professionals-total", "--json")
    assert parsed(one.out) == by_id["professionals-total"]
    # A beginning of a key takes the long way through the commands.
    assert run("stat", "professionals-to", "--json") == one
    two = run("stat", "postdoc-stations", "professionals-total", "--json")
    assert parsed(two.out) == [by_id["postdoc-stations"], by_id["professionals-total"]]
    assert run("stat", "postdoc-stations", "professionals-to", "--json") == two


@pytest.mark.parametrize(
    ("stdin", "ids"),
    [
        ("", []),
        ("\n \n", []),
        ("professionals-total\n", ["professionals-total"]),
        (
            "professionals-total\n\n postdoc-stations \r\n",
            ["professionals-total", "postdoc-stations"],
        ),
    ],
)
def test_keys_from_stdin_are_an_array(run: Run, stdin: str, ids: list[str]) -> None:
    ran = run("stat", "-", "--json", stdin=stdin)
    assert ran.code == 0
    assert [record["id"] for record in parsed(ran.out)] == ids


def test_nothing_is_an_empty_answer(run: Run) -> None:
    none = ["stat", "--until", "1900"]
    assert run(*none, "--json") == (0, "[]\n", "")
    assert run(*none, "--jsonl") == (0, "", "")
    assert len(run(*none, "--csv").out.splitlines()) == 1
    assert len(run(*none).out.splitlines()) == 1
    assert run("timeline", "--until", "1800", "--kind", "expert", "--json") == (0, "[]\n", "")
    assert run("search", "zzzz", "--json") == (0, "[]\n", "")


def test_jsonl_is_one_object_a_line(run: Run, listed: Listed) -> None:
    lines = run("stat", "--jsonl").out.splitlines()
    assert [parsed(line) for line in lines] == listed("stat")


def test_ascii_escapes_and_changes_nothing(run: Run, listed: Listed) -> None:
    plain, escaped = (
        run("search", "人才", "--json").out,
        run("search", "人才", "--json", "--ascii").out,
    )
    assert "人才" in plain
    assert "\\u" not in plain
    assert escaped.isascii()
    assert parsed(escaped) == parsed(plain)


# --- Fields -----------------------------------------------------------------------------------


@given(data=st.data(), command=st.sampled_from(sorted(LISTINGS)))
def test_a_projection_changes_no_value(data: st.DataObject, command: str, listed: Listed) -> None:
    kind = RECORDS[LISTINGS[command]]  # type: ignore[index]
    record = data.draw(st.sampled_from(listed(command)))
    there = [field.field for field in fields(kind)]
    paths = data.draw(st.lists(st.sampled_from(there), min_size=1, max_size=6))
    text = json.dumps(record, default=float)
    chosen = parsed(projected(text, known(kind, paths)))
    assert chosen.keys() == {path.split(".")[0] for path in paths}
    for path in paths:
        assert reach(chosen, path.split(".")) == reach(record, path.split("."))
    assert_within(chosen, record)


def reach(value: Json, steps: list[str]) -> Json:
    """What stands at the end of a path; a list on the way gives a list."""
    if isinstance(value, list):
        return [reach(each, steps) for each in value]
    if not steps or value is None:
        return value
    return reach(value[steps[0]], steps[1:])


def assert_within(part: Json, whole: Json) -> None:
    """Every value of the part is the whole's, at the same place."""
    if isinstance(part, dict) and isinstance(whole, dict):
        for name, value in part.items():
            assert_within(value, whole[name])
    elif isinstance(part, list) and isinstance(whole, list):
        for a, b in zip(part, whole, strict=True):
            assert_within(a, b)
    else:
        assert part == whole


def test_fields_of_the_observation_to_quote_need_no_path(run: Run, listed: Listed) -> None:
    ran = run("stat", "--json", "--fields", "id,value,observations.value,name.zh")
    for chosen, record in zip(parsed(ran.out), listed("stat"), strict=True):
        assert list(chosen) == ["id", "value", "observations", "name"]
        assert chosen["value"] == record["observations"][record["current"]]["value"]
        assert chosen["name"] == {"zh": record["name"]["zh"]}


@pytest.mark.parametrize("command", ["stat", "timeline", "search"])
def test_fields_help_lists_every_field_with_its_meaning(
    run: Run, listed: Listed, command: str
) -> None:
    told = parsed(run(*COMMANDS[command], "--fields", "help", "--json").out)
    names = [field["field"] for field in told]
    assert set(listed(command)[0]) == {name for name in names if "." not in name}
    assert len(set(names)) == len(names)
    assert all(field["type"] for field in told)
    if command == "stat":
        assert all(field["meaning"] for field in told)


def test_an_unknown_field_is_a_usage_error(run: Run) -> None:
    for command in ("stat", "policy", "search"):
        for format in ("--json", "--csv"):
            ran = run(*COMMANDS[command], format, "--fields", "id,nane")
            assert (ran.code, ran.out) == (2, "")
            assert "nane" in ran.err


# --- CSV, TSV, plain, Markdown ----------------------------------------------------------------


@pytest.mark.parametrize("command", LISTINGS)
def test_csv_and_json_agree(run: Run, listed: Listed, command: str) -> None:
    rows = list(csv.DictReader(io.StringIO(run(command, "--csv").out)))
    records = listed(command)
    if command == "stat":
        told = [
            (record["id"], seen["value"], seen["stated"], seen["relation"], seen["as_of"] or "")
            for record in records
            for seen in record["observations"]
        ]
        found = [
            (r["id"], Decimal(r["value"]), r["stated"], r["relation"], r["as_of"]) for r in rows
        ]
        assert found == told
    else:
        assert [row["id"] for row in rows] == [record["id"] for record in records]
    name = "title" if "title" in records[0] else "name"
    names = {record["id"]: record[name] for record in records}
    for row in rows:
        assert row[f"{name}_zh"] == (names[row["id"]]["zh"] or "")
        assert row[f"{name}_en"] == (names[row["id"]]["en"] or "")


def test_excel_is_csv_with_a_mark(run: Run) -> None:
    plain, marked = run("stat", "--csv").out, run("stat", "--excel").out
    assert marked == f"\ufeff{plain}"
    assert "\r" not in plain
    assert run("stat", "--json", "--excel").code in (0, 2)


@pytest.mark.parametrize("command", COMMANDS)
def test_plain_has_the_same_tabs_in_every_line_and_cuts_nothing(
    run: Run, listed: Listed, command: str
) -> None:
    ran = run(*COMMANDS[command])
    lines = ran.out.splitlines()
    assert len({line.count("\t") for line in lines}) == 1
    assert len(lines) == len(listed(command)) + 1
    assert ran.err == ""
    for record in listed(command):
        name = record.get("name") or record["title"]
        assert (name["en"] or name["zh"]) in ran.out


def test_a_pipe_gets_plain_and_a_key_gets_rows_too(run: Run) -> None:
    assert run("stat", "--format", "plain") == run("stat")
    lines = run("policy", "talent-evaluation-reform-opinions").out.splitlines()
    assert {line.count("\t") for line in lines} == {1}


def test_tsv_and_csv_agree(run: Run) -> None:
    for command in ("stat", "policy"):
        rows = list(csv.reader(io.StringIO(run(command, "--csv").out)))
        lines = run(command, "--format", "tsv").out.splitlines()
        assert [line.split("\t") for line in lines] == rows


@pytest.mark.parametrize("command", COMMANDS)
def test_a_markdown_table_is_well_formed(run: Run, listed: Listed, command: str) -> None:
    lines = run(*COMMANDS[command], "--format", "markdown").out.splitlines()
    cells = {line.replace("\\\\", "").replace("\\|", "").count("|") for line in lines}
    assert len(cells) == 1
    assert all(line.startswith("| ") and line.endswith(" |") for line in lines)
    assert set(lines[1]) <= set("|-: ")
    assert len(lines) == len(listed(command)) + 2


def test_markdown_escapes_what_would_break_it(mini: Run) -> None:
    ran = mini("policy", "island-service-line", "--format", "markdown")
    assert "a\\|b" in ran.out


# --- Errors and exit codes --------------------------------------------------------------------

WRONG: dict[str, tuple[list[str], int, str]] = {
    "unknown option": (["stat", "--bogus"], 2, "usage"),
    "unknown command": (["stats"], 2, "usage"),
    "bad date": (["stat", "--since", "soon"], 2, "usage"),
    "bad amount": (["stat", "--min", "many"], 2, "usage"),
    "bad number": (["stat", "--limit", "few"], 2, "usage"),
    "bad order": (["stat", "--sort", "size"], 2, "usage"),
    "bad word": (["stat", "--topic", "dance"], 2, "usage"),
    "filter with a key": (["stat", "professionals-total", "--topic", "workforce"], 2, "usage"),
    "unknown field": (["stat", "--fields", "nane"], 2, "usage"),
    "unknown kind": (["search", "人才", "--kind", "dance"], 2, "usage"),
    "no word": (["search"], 2, "usage"),
    "bytes that are no text": (["stat", os.fsdecode(b"\xff\xfe")], 4, "unknown_key"),
    "unknown key": (["stat", "nonsense"], 4, "unknown_key"),
    "several keys, one unknown": (["stat", "professionals-total", "nonsense"], 4, "unknown_key"),
    "ambiguous key": (["policy", "人才"], 4, "ambiguous_key"),
}


@pytest.mark.parametrize("what", WRONG)
def test_an_error_under_json_is_json_on_stderr(run: Run, what: str) -> None:
    arguments, code, word = WRONG[what]
    ran = run(*arguments, "--json")
    assert (ran.code, ran.out) == (code, "")
    (error,) = json.loads(ran.err).values()
    assert error["code"] == word
    assert error["message"]
    assert "\n" not in error["message"]
    assert isinstance(error["candidates"], list)
    if word == "ambiguous_key":
        assert len({candidate["id"] for candidate in error["candidates"]}) > 1
    for candidate in error["candidates"]:
        assert candidate.keys() == {"id", "kind", "name_zh", "name_en", "matched", "key"}


@pytest.mark.parametrize(
    "what", ["unknown option", "unknown command", "bad date", "ambiguous key"]
)
def test_an_error_for_people_is_on_stderr_alone(run: Run, what: str) -> None:
    arguments, code, _ = WRONG[what]
    ran = run(*arguments)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.startswith("talent: ")
    assert "Traceback" not in ran.err


def test_nonsense_names_what_is_near(run: Run, listed: Listed) -> None:
    known = {record["id"] for record in listed("stat")}
    plain, told = run("stat", "nonsense"), run("stat", "nonsense", "--json")
    assert (plain.code, plain.out, told.code, told.out) == (4, "", 4, "")
    near = {candidate["id"] for candidate in json.loads(told.err)["error"]["candidates"]}
    assert near
    assert near <= known
    assert all(id in plain.err for id in near)
    close = run("stat", "profesionals-total")
    assert "did you mean 'professionals-total'?" in close.err


@pytest.mark.parametrize("format", [["--format", "json"], ["--format=jsonl"], ["--jsonl"]])
def test_every_way_to_ask_for_json_gives_json_errors(run: Run, format: list[str]) -> None:
    assert json.loads(run("stat", "nonsense", *format).err)["error"]["code"] == "unknown_key"
    assert json.loads(run(*format, "stat", "nonsense").err)["error"]["code"] == "unknown_key"


BROKEN = '[[metric]]\nid = "Not An Id"\n\n[[source]]\nid = "s"\ngrades = "A"\n'


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A folder of two files with several faults each."""
    folder = tmp_path / "broken"
    (folder / "below").mkdir(parents=True)
    (folder / "one.toml").write_text(BROKEN, "utf-8")
    (folder / "below" / "two.toml").write_text("# fine so far\n[[policy]\nid = \n", "utf-8")
    return folder


def test_broken_facts_are_told_each_with_its_line(run: Run, broken: Path) -> None:
    ran = run("stat", "--facts", str(broken))
    assert (ran.code, ran.out) == (5, "")
    told = ran.err.splitlines()[1:]
    places = {line.rsplit(os.sep, 1)[1].split(": ")[0].rsplit(":", 1)[0] for line in told}
    assert {"one.toml:1", "one.toml:2", "one.toml:6", "two.toml:2"} <= places
    error = json.loads(run("stat", "--json", "--facts", str(broken)).err)["error"]
    assert error["code"] == "bad_facts"
    assert error["detail"] == told


def test_lint_answers_no(run: Run, broken: Path) -> None:
    ran = run("lint", str(broken))
    assert ran.code == 3
    assert "one.toml:2:" in ran.out
    assert run("lint", str(ROOT / "facts")).code == 0


def test_help_shows_every_exit_code(run: Run) -> None:
    ran = run("--help")
    assert (ran.code, ran.err) == (0, "")
    for code in range(6):
        assert f"\n    {code}  " in ran.out


def test_version(run: Run) -> None:
    assert run("--version") == (0, f"talent {__version__}\n", "")
    # With an option before it, the long way.
    assert run("--ascii", "--version").out == f"talent {__version__}\n"


# --- Pipes and consoles -----------------------------------------------------------------------


@pytest.fixture
def shell(home: Path) -> Callable[[str], Ran]:
    """Run a line of shell in which $T is the program."""

    def shell(line: str) -> Ran:
        env = environment(home, T=shlex.quote(str(TALENT)))
        return run_program(["bash", "-c", line], env, "", None)

    return shell


Shell = Callable[[str], Ran]


@pytest.mark.parametrize("arguments", ["stat --json", "policy --format table", "stat --csv"])
def test_a_reader_that_leaves_is_no_failure(shell: Shell, arguments: str) -> None:
    ran = shell(f'eval "$T {arguments}" | head -1; echo "${{PIPESTATUS[0]}}"')
    assert ran.err == ""
    assert ran.out.splitlines()[-1] == "0"


@pytest.mark.parametrize(
    "arguments", ["stat --json", "stat", "get professionals-total.value", "--version", "--help"]
)
def test_a_closed_stdout_is_no_traceback(shell: Shell, arguments: str) -> None:
    ran = shell(f'eval "$T {arguments}" >&-')
    assert "Traceback" not in ran.err
    assert "Exception" not in ran.err
    assert ran.code in (0, 1)


def test_a_closed_stderr_or_stdin_is_no_traceback(shell: Shell) -> None:
    assert shell('eval "$T stat nonsense" 2>&-').code == 4
    assert shell('eval "$T stat - --json" <&-') == (0, "[]\n", "")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full here")
@pytest.mark.parametrize("arguments", ["stat --json", "stat", "get professionals-total.value"])
def test_a_full_disk_is_told_in_one_line(shell: Shell, arguments: str) -> None:
    ran = shell(f'eval "$T {arguments}" > /dev/full')
    assert ran.code == 1
    assert len(ran.err.splitlines()) == 1
    assert ran.err.startswith("talent: ")


@pytest.mark.parametrize("encoding", ["gbk", "cp1252", "ascii"])
def test_a_console_that_lacks_characters(home: Path, listed: Listed, encoding: str) -> None:
    env = environment(home, PYTHONUTF8="0", PYTHONIOENCODING=encoding)
    for format in ("json", "plain", "table"):
        line = [str(TALENT), "stat", "--lang", "zh", "--format", format]
        done = subprocess.run(line, capture_output=True, env=env, timeout=60)
        assert done.returncode == 0
        assert b"Traceback" not in done.stderr
        shown = done.stdout.decode(encoding)
        if format == "json":
            assert parsed(shown) == listed("stat")
        elif encoding == "gbk":
            assert "专业技术人才总量" in shown
        else:
            assert "professionals-total" in shown or "?" in shown
        assert len(done.stderr.splitlines()) <= 1


def test_errors_survive_such_a_console(home: Path) -> None:
    env = environment(home, PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    for more in ([], ["--json"]):
        line = [str(TALENT), "policy", "人才", *more]
        done = subprocess.run(line, capture_output=True, env=env, timeout=60)
        assert (done.returncode, done.stdout) == (4, b"")
        assert b"Traceback" not in done.stderr
    assert json.loads(done.stderr)["error"]["message"].startswith("'人才'")


def test_a_plain_locale_will_do(home: Path, listed: Listed) -> None:
    env = environment(home, LANG="C", LC_ALL="C")
    del env["PYTHONUTF8"]
    done = subprocess.run(
        [str(TALENT), "stat", "--json"], capture_output=True, env=env, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert parsed(done.stdout.decode()) == listed("stat")


# --- Colour, language, width ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "env", "colour"),
    [
        ([], {}, False),
        (["--color", "always"], {}, True),
        (["--color", "never"], {"CLICOLOR_FORCE": "1"}, False),
        ([], {"CLICOLOR_FORCE": "1"}, True),
        ([], {"CLICOLOR_FORCE": "0"}, False),
        ([], {"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, False),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
    ],
)
def test_colour(run: Run, arguments: list[str], env: dict[str, str], colour: bool) -> None:
    ran = run("stat", "professionals-total", "--format", "table", *arguments, env=env)
    assert ran.code == 0
    assert ("\x1b[" in ran.out) == colour


def test_no_colour_where_there_is_no_screen(run: Run) -> None:
    for format in ("plain", "json", "csv", "markdown"):
        ran = run("stat", "--format", format, "--color", "always")
        assert "\x1b" not in ran.out


@pytest.mark.parametrize(
    ("arguments", "env", "figure"),
    [
        ([], {}, "78.4 million"),
        ([], {"LANG": "zh_CN.UTF-8"}, "7839.8万"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "78.4 million"),
        ([], {"LC_ALL": "zh_CN.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "7839.8万"),
        ([], {"TALENT_LANG": "zh", "LC_ALL": "en_GB.UTF-8"}, "7839.8万"),
        ([], {"TALENT_LANG": "en", "LC_ALL": "zh_CN.UTF-8"}, "78.4 million"),
        (["--lang", "zh"], {"TALENT_LANG": "en"}, "7839.8万"),
        (["--lang", "en"], {"TALENT_LANG": "zh"}, "78.4 million"),
        ([], {"LANG": "C.UTF-8"}, "78.4 million"),
    ],
)
def test_language(run: Run, arguments: list[str], env: dict[str, str], figure: str) -> None:
    ran = run("get", "professionals-total.value", "--human", *arguments, env=env)
    assert ran.out.startswith(figure)


def test_language_of_a_listing(run: Run) -> None:
    assert "专业技术人才总量" in run("stat", "--lang", "zh", env={"TALENT_LANG": "en"}).out
    assert run("stat", "--lang", "fr").code == 2


@pytest.mark.parametrize("cells", [40, 72, 100])
def test_width(run: Run, cells: int) -> None:
    for lang in ("zh", "en"):
        ran = run("stat", "--format", "table", "--lang", lang, "--width", str(cells))
        assert max(map(width, ran.out.splitlines())) <= cells


@pytest.mark.parametrize("cells", ["19", "-1", "0", "wide"])
def test_a_width_that_cannot_be(run: Run, cells: str) -> None:
    assert run("stat", "--width", cells).code == 2


@pytest.mark.parametrize(
    "options",
    [["--lang", "zh"], ["--json"], ["--format", "csv"], ["--lang", "zh", "--format", "table"]],
)
def test_options_may_stand_before_the_command(run: Run, options: list[str]) -> None:
    before = run(*options, "stat", "professionals-total")
    after = run("stat", "professionals-total", *options)
    assert before.code == 0
    assert before == after


def test_formats_that_contradict_each_other(run: Run) -> None:
    assert run("stat", "--json", "--csv").code == 2
    assert run("stat", "--json", "--format", "json").code == 0


# --- Facts from elsewhere ---------------------------------------------------------------------

OVERLAY = """
[[source]]
id = "own-source"
title = { zh = "自有来源", en = "Our own source" }
grade = "B"

[[metric]]
id = "professionals-total"
name = { zh = "专业技术人才总量", en = "Professionals, our count" }
topic = "workforce"
unit = "person"

  [[metric.observation]]
  value = 80_000_000
  stated = "8000万人"
  as_of = "2020"
  source = "own-source"

[[metric]]
id = "own-pilots"
name = { zh = "飞行员总数", en = "Pilots, total" }
topic = "workforce"
unit = "person"

  [[metric.observation]]
  value = 48
  stated = "48人"
  source = "own-source"
"""


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    """A folder that replaces one metric and adds another."""
    folder = tmp_path / "overlay"
    folder.mkdir()
    (folder / "own.toml").write_text(OVERLAY, "utf-8")
    return folder


VALUES = ["professionals-total.value", "own-pilots.value", "postdoc-stations.unit"]


def test_an_overlay_adds_and_replaces(run: Run, listed: Listed, overlay: Path) -> None:
    built_in = [record["id"] for record in listed("stat")]
    ran = run("stat", "--json", "--facts", str(overlay))
    records = {record["id"]: record for record in parsed(ran.out)}
    assert sorted(records) == sorted([*built_in, "own-pilots"])
    assert records["professionals-total"]["name"]["en"] == "Professionals, our count"
    assert records["professionals-total"]["observations"][0]["grade"] == "B"
    # The name that it replaces is gone too; the built-in facts are as they were.
    assert run("stat", "专技人才总量", "--facts", str(overlay)).code == 4
    assert run("get", "professionals-total.value").out == "78398000\n"


def test_overlays_come_from_the_environment(run: Run, overlay: Path, tmp_path: Path) -> None:
    higher = tmp_path / "higher"
    higher.mkdir()
    text = OVERLAY.replace("80_000_000", "81_000_000").replace("8000万", "8100万")
    (higher / "own.toml").write_text(text, "utf-8")
    right = "80000000\n48\nstation\n"
    assert run("get", *VALUES, "--facts", str(overlay)).out == right
    assert run("--facts", str(overlay), "get", *VALUES).out == right
    listed = {"TALENT_FACTS": f"{overlay}"}
    assert run("get", *VALUES, env=listed).out == right
    listed = {"TALENT_FACTS": os.pathsep.join([str(overlay), "", str(higher)])}
    assert run("get", *VALUES, env=listed).out.startswith("81000000\n")
    listed = {"TALENT_FACTS": str(higher)}
    assert run("get", *VALUES, "--facts", str(overlay), env=listed).out == right


def test_the_users_own_folder_counts(run: Run, overlay: Path, tmp_path: Path) -> None:
    own = tmp_path / "config" / "talent" / "facts"
    own.parent.mkdir(parents=True)
    overlay.rename(own)
    ran = run("get", *VALUES, env={"XDG_CONFIG_HOME": str(tmp_path / "config")})
    assert ran.out == "80000000\n48\nstation\n"


def test_a_folder_that_is_not_there_is_told(run: Run, tmp_path: Path) -> None:
    ran = run("stat", "--facts", str(tmp_path / "nowhere"))
    assert ran.code in (2, 5)
    assert ran.out == ""
    assert "nowhere" in ran.err


# --- Schemas ----------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_every_record_meets_its_schema(run: Run, listed: Listed, command: str) -> None:
    name = LISTINGS.get(command) or {"timeline": "event", "search": "hit"}[command]
    schema = json.loads(run("schema", name).out)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for record in json.loads(json.dumps(listed(command), default=float)):
        validator.validate(record)


def test_the_overview_meets_its_schema(run: Run) -> None:
    schema = json.loads(run("schema", "overview").out)
    Draft202012Validator(schema).validate(json.loads(run("--json").out))


@pytest.mark.parametrize("name", ["milestone", "period", None])
def test_other_schemas_are_schemas(run: Run, name: str | None) -> None:
    ran = run("schema", *([name] if name else []))
    Draft202012Validator.check_schema(json.loads(ran.out))


def test_a_schema_refuses_what_is_none(run: Run, listed: Listed) -> None:
    schema = json.loads(run("schema", "metric").out)
    record: dict[str, Json] = json.loads(json.dumps(listed("stat")[0], default=float))
    assert Draft202012Validator(schema).is_valid(record)
    assert not Draft202012Validator(schema).is_valid({**record, "more": 1})
    assert not Draft202012Validator(schema).is_valid({**record, "topic": None})
    assert run("schema", "dance").code == 2


def test_records_hold_every_field(listed: Listed) -> None:
    for command, kind in LISTINGS.items():
        record: type[Record] = RECORDS[kind]  # type: ignore[index]
        names = {field.field for field in fields(record) if "." not in field.field}
        assert all(each.keys() == names for each in listed(command))
