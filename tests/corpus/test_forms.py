"""Keys that must meet under one form, and text search that must find what is there."""

import sqlite3
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talentcli.corpus import bigrams, forms

CHINESE = st.text("人才专业技术队伍职称改革㐀々〇𠀀", min_size=1, max_size=6)
WORDS = st.text("abCDé0189", min_size=1, max_size=5)
PIECES = st.lists(
    st.one_of(CHINESE, WORDS.map(lambda word: f" {word} "), st.sampled_from("，。 "))
)
PROSE = PIECES.map("".join)


@pytest.mark.parametrize(
    "spelling",
    [
        "人社部发〔2019〕16号",
        "人社部发[2019]16号",
        "人社部发［2019］16号",
        "人社部发（2019）16号",
        "人社部发(2019)16号",
        "人社部发【２０１９】１６号",
        "人社部发〔2019〕 16 号",
        "人社部发〔2019〕16",
        "人社部发〔2019〕16號",
    ],
)
def test_spellings_of_a_document_number_meet(spelling: str) -> None:
    assert forms.fold(spelling) == "人社部发201916"


@pytest.mark.parametrize(
    ("spelling", "form"),
    [
        ("Zhang-Zuoyi", "zhangzuoyi"),
        ("zhang_zuoyi", "zhangzuoyi"),
        ("ＭＯＨＲＳＳ", "mohrss"),
        ("《关于深化职称制度改革的意见》", "关于深化职称制度改革的意见"),
        ("“渝快办”", "渝快办"),
        ("阿卜杜拉·买买提", "阿卜杜拉买买提"),
        ("嫦娥五号", "嫦娥五号"),
        ("〔〕 ", ""),
    ],
)
def test_folds(spelling: str, form: str) -> None:
    assert forms.fold(spelling) == form


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    once = forms.fold(text)
    assert forms.fold(once) == once


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("专业人才", "专业 业人 人才 才"),
        ("人", "人"),
        ("C919大飞机，ＭＯＨＲＳＳ", "c919 大飞 飞机 机 mohrss"),
        ("", ""),
        ("——", ""),
    ],
)
def test_words_of_a_text(text: str, words: str) -> None:
    assert bigrams.indexed(text) == words


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("人才", '"人才"'),
        ("专业技术", '"专业 业技 技术"'),
        ("人", '"人"*'),
        ("Talent 人才", '"talent"* AND "人才"'),
        ('" OR name:*', '"or"* AND "name"*'),
        ("——", ""),
    ],
)
def test_expression_of_a_query(text: str, expression: str) -> None:
    assert bigrams.query(text) == expression


def found(document: str, term: str, *, name: str = "") -> bool:
    """Whether a real index over the document answers to the term."""
    with sqlite3.connect(":memory:") as base:
        base.execute(
            "CREATE VIRTUAL TABLE text USING fts5 "
            "(name, body, content = '', tokenize = 'unicode61')"
        )
        base.execute(
            "INSERT INTO text (rowid, name, body) VALUES (1, ?, ?)",
            (bigrams.indexed(name), bigrams.indexed(document)),
        )
        rows = base.execute("SELECT rowid FROM text WHERE text MATCH ?", (bigrams.query(term),))
        return rows.fetchone() is not None


@pytest.mark.parametrize(
    "term", ["人才", "才", "专", "业技", "专业技术人才", "TAL", "talent 队伍"]
)
def test_finds_a_word(term: str) -> None:
    assert found("专业技术人才", term, name="Talent 队伍")


@pytest.mark.parametrize("term", ["人材", "才人", "alent", "专才"])
def test_does_not_find_what_is_not_there(term: str) -> None:
    assert not found("专业技术人才", term, name="Talent 队伍")


@given(PROSE, CHINESE, PROSE)
def test_always_finds_a_chinese_term(before: str, term: str, after: str) -> None:
    assert found(before + term + after, term)


@given(PROSE, WORDS, PROSE)
def test_always_finds_the_beginning_of_a_word(before: str, term: str, after: str) -> None:
    assert found(f"{before} {term}x {after}", term)


@given(PROSE, PROSE)
def test_always_finds_all_words_of_a_text(before: str, text: str) -> None:
    assert not bigrams.query(text) or found(f"{before} {text}", text)


@given(st.one_of(st.text(), st.text("\"'*^:()-+人才 ANDORNEAR", max_size=30)))
def test_no_input_is_taken_for_syntax(text: str) -> None:
    if bigrams.query(text):
        found("人才", text)


def test_a_very_long_query_is_still_one() -> None:
    assert not found("人才", " ".join(f"word{n}" for n in range(3000)))


def test_imports_unicodedata_alone() -> None:
    code = (
        "import sys; before = set(sys.modules); import talentcli.corpus.forms; "
        "print(*sorted(set(sys.modules) - before))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    ours = {"talentcli", "talentcli.corpus", "talentcli.corpus.forms"}
    assert set(run.stdout.split()) == ours | {"unicodedata"}
