"""The program's words stand in both languages."""

import re
import string

from talentcli.corpus.model import Bilingual
from talentcli.show.words import WORDS, side, word

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def placeholders(text: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_no_word_lacks_a_language() -> None:
    for key, (zh, en) in WORDS.items():
        assert zh.strip(), key
        assert en.strip(), key
        assert not CHINESE.search(en), key
        assert placeholders(zh) == placeholders(en), key


def test_the_only_side_is_marked() -> None:
    assert side(Bilingual(zh="站", en=None), "en") == "站 (Chinese only)"
    assert side(Bilingual(zh=None, en="station"), "zh") == "station （仅有英文）"
    assert side(Bilingual(zh="站", en="station"), "zh") == "站"
    assert side(None, "en") == ""


def test_unknown_words_stay() -> None:
    assert word("no-such-word", "zh") == "no-such-word"
