"""The words that text search indexes and asks for: Chinese by pairs of characters.

FTS5's own tokenizers take a run of Chinese for one word, or miss words of two characters.
"""

import re
from collections.abc import Iterator
from operator import add

from talentcli.corpus.forms import plain

CJK = (
    "\u3005"  # 々, which repeats the character before it
    "\u3007"  # 〇
    "\u3400-\u4dbf"  # extension A
    "\u4e00-\u9fff"  # the unified ideographs
    "\uf900-\ufaff"  # compatibility ideographs that NFKC leaves alone
    "\U00020000-\U0003ffff"  # the later extensions
)
"""The characters that are written without spaces and cut into pairs."""

RUN = re.compile(rf"([{CJK}]+)|([^\W_{CJK}]+)")


def indexed(text: str) -> str:
    """Return the words under which FTS5's built-in tokenizer shall index a text.

    A run of Chinese characters becomes its overlapping pairs and then its last character alone:
    专业人才 → 专业 业人 人才 才. Every character therefore begins a word, so a query for one
    character is a query by prefix. Other words are kept whole, in lower case; the tokenizer parts
    plain ASCII as we do.
    """
    if text.isascii():
        return text.lower()
    return " ".join(
        " ".join([*pairs(chinese), chinese[-1]]) if chinese else word
        for chinese, word in RUN.findall(plain(text))
    )


def query(text: str) -> str:
    """Return the FTS5 MATCH expression for what a user typed, "" when nothing can be searched.

    All words must occur, in any order: Chinese ones anywhere, others at the start of a word.
    Words hold letters and digits only and stand in quotes, so no input is taken for syntax.
    """
    return " AND ".join(
        f'"{" ".join(pairs(chinese))}"' if len(chinese) > 1 else f'"{chinese or word}"*'
        for chinese, word in RUN.findall(plain(text))
    )


def words(text: str) -> list[str]:
    """Return the words that `query` asks for: runs of Chinese characters, and other words."""
    return [chinese or word for chinese, word in RUN.findall(plain(text))]


def pairs(run: str) -> Iterator[str]:
    """The overlapping pairs of a run; none for a single character."""
    return map(add, run, run[1:])
