"""Wrapping keeps every character, every width and the rules of Chinese punctuation."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talentcli.show.layout import NO_END, NO_START, pad, visible, width, wrap

TEXT = st.text(
    st.sampled_from("人才队伍专业技术，。、；（）“”《》…—·abc XYZ 0123.万亿%-[]/")
    | st.characters(codec="utf-8"),
    max_size=60,
)


def shrunk(text: str) -> str:
    """The text without any white space."""
    return "".join(text.split())


@given(TEXT, st.integers(2, 40))
def test_nothing_is_lost_and_nothing_sticks_out(text: str, limit: int) -> None:
    lines = wrap(text, limit)
    assert shrunk("".join(lines)) == shrunk(visible(text))
    assert all(width(line) <= limit for line in lines)


@given(st.text(st.sampled_from("人才队伍建设，。、（）《》"), max_size=60), st.integers(8, 40))
def test_punctuation_stays_with_its_text(text: str, limit: int) -> None:
    # Runs of punctuation longer than a line have to break somewhere.
    lines = wrap(text, limit)
    for before, after in pairwise(lines):
        if text_inside(before) and text_inside(after):
            assert after[0] not in NO_START
            assert before[-1] not in NO_END


def text_inside(line: str) -> bool:
    """Whether a line has more than a few signs of punctuation in a row."""
    signs = NO_START | NO_END
    return all(not signs.issuperset(line[i : i + 3]) for i in range(max(1, len(line) - 2)))


@pytest.mark.parametrize(
    ("text", "limit", "lines"),
    [
        ("专业技术人才总量，以及", 16, ["专业技术人才总", "量，以及"]),
        ("留学回国人员总数超过400万人，", 20, ["留学回国人员总数超过", "400万人，"]),
        (
            "见《关于深化职称的意见》",
            6,
            ["见《关", "于深化", "职称的", "意见》"],
        ),
        ("an id such as du-jun-years", 14, ["an id such as", "du-jun-years"]),
        ("", 10, [""]),
        ("one\ntwo", 10, ["one", "two"]),
    ],
)
def test_examples(text: str, limit: int, lines: list[str]) -> None:
    assert wrap(text, limit) == lines


def test_padding_counts_cells() -> None:
    assert pad("人才", 6) == "人才  "
    assert width("人才 ab") == 7


@given(st.text(max_size=40))
def test_nothing_steers_the_terminal(text: str) -> None:
    shown = visible(text)
    assert len(shown) == len(text)
    assert not any(c in "\x1b\x9b\x07\u202e\u2066\r\t" for c in shown)
