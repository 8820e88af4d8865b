"""`talent check`: verdicts by exit code, in every format, from arguments, stdin and CSV files."""

import csv
import io
import json
from pathlib import Path

import pytest

from conftest import Run


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (["注册会计师"], 0),
        (["注册会计师", "教师资格证", "专利代理人"], 0),
        (["企业法律顾问"], 3),
        (["房地产经纪人"], 3),
        (["注册会计师", "企业法律顾问"], 3),
        (["没有这项资格"], 4),
        (["没有这项资格", "注册会计师"], 4),
        (["没有这项资格", "企业法律顾问"], 3),
    ],
)
def test_the_exit_code_is_the_verdict(run: Run, names: list[str], code: int) -> None:
    ran = run("check", *names, "--json")
    assert ran.code == code
    assert ran.err == ""
    found = json.loads(ran.out)
    asked = [each["asked"] for each in found] if len(names) > 1 else [found["asked"]]
    assert asked == names


def test_an_answer_names_its_source_and_successor(run: Run) -> None:
    found = json.loads(run("check", "房地产经纪人", "--json").out)
    assert found["status"] == "replaced"
    assert found["successor"]["link"] == "stated"
    assert found["batch"] == 1
    assert found["statement"]["grade"] in ("A", "B", "C")
    listed = json.loads(run("check", "注册会计师", "--json").out)
    assert (listed["status"], listed["category"], listed["date"]) == (
        "in-force",
        "准入类",
        "2021-12-02",
    )


def test_an_inferred_successor_says_so(run: Run) -> None:
    found = json.loads(run("check", "注册税务师", "--json").out)
    assert (found["status"], found["successor"]["link"]) == ("replaced", "inferred")


def test_on_a_day(run: Run) -> None:
    assert run("check", "企业法律顾问", "--as-of", "2013").code == 0
    assert run("check", "企业法律顾问", "--as-of", "2016-06-30").code == 3
    assert run("check", "注册会计师", "--as-of", "2020").code == 4
    assert run("check", "企业法律顾问", "--as-of", "十四五").code == 3


def test_names_from_stdin_are_a_list(run: Run) -> None:
    ran = run("check", "-", "--jsonl", stdin="注册会计师\n\n企业法律顾问\n")
    assert [json.loads(line)["status"] for line in ran.out.splitlines()] == [
        "in-force",
        "abolished",
    ]
    assert ran.code == 3
    assert run("check", "-", "--json", stdin="").out == "[]\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_column_of_a_csv_file(run: Run, tmp_path: Path, encoding: str) -> None:
    table = tmp_path / "cv.csv"
    text = '姓名,证书,备注\n张,注册会计师,"a, b"\n李,,\n王,企业法律顾问\n'
    table.write_bytes(text.encode(encoding))
    ran = run("check", "--csv", str(table), "--column", "证书")
    assert ran.code == 3
    assert ran.err.count("\n") == (1 if encoding == "gb18030" else 0)
    rows = list(csv.reader(io.StringIO(ran.out)))
    assert rows[0][:4] == ["姓名", "证书", "备注", "talent_status"]
    assert [row[3] for row in rows[1:]] == ["in-force", "", "abolished"]
    assert rows[1][:3] == ["张", "注册会计师", "a, b"]
    assert len({len(row) for row in rows}) == 1
    assert run("check", "--csv", str(table), "--column", "证书", "--excel").out[0] == "\ufeff"


@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["check", "--csv", "no-such-file.csv", "--column", "x"],
        ["check", "--column", "x"],
        ["check", "x", "--csv", "y", "--column", "z"],
        ["check", "x", "--as-of", "someday"],
    ],
)
def test_what_cannot_be_asked(run: Run, arguments: list[str]) -> None:
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("talent: ")
    assert ran.err.count("\n") == 1


def test_a_column_that_is_not_there(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "cv.csv"
    table.write_text("a,b\n1,2\n", "utf-8")
    ran = run("check", "--csv", str(table), "--column", "c")
    assert (ran.code, ran.out) == (2, "")
    assert "there is a, b" in ran.err
