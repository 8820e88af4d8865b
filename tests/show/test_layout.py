"""Wrapping keeps every character, every width and the rules of Chinese punctuation."""

from itertools import accumulate

import pytest
from hypothesis import example, given
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
@example("《《人、、人", 8)
def test_punctuation_stays_with_its_text(text: str, limit: int) -> None:
    lines = wrap(text, limit)
    for place in accumulate(map(len, lines[:-1])):
        # Only what is longer than a line itself has to break somewhere.
        assert not held_at(text, place) or width(held_around(text, place)) > limit


def held_at(text: str, place: int) -> bool:
    """Whether the characters on both sides of a place belong on one line."""
    return text[place] in NO_START or text[place - 1] in NO_END


def held_around(text: str, place: int) -> str:
    """The longest part of the text around a place that belongs on one line."""
    start, end = place - 1, place + 1
    while start > 0 and held_at(text, start):
        start -= 1
    while end < len(text) and held_at(text, end):
        end += 1
    return text[start:end]


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
