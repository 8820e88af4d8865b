"""Text search: every fact that says a word, in Chinese or English."""

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Annotated

from msgspec import Meta

from talentcli.ask.exact import checked, in_kinds
from talentcli.ask.records import Answer
from talentcli.corpus import bigrams, forms
from talentcli.corpus.model import Bilingual, Fact, Identified, Kind, heading
from talentcli.corpus.walk import texts

MOST_RANKED = 1_000
"""Where a word is in more facts than this, they come in the order of listings."""

AROUND = 24
"""How many characters an excerpt shows on either side of the word found."""


class Hit(Identified, kw_only=True, frozen=True):
    """A fact that says the words searched for, and where it says them."""

    kind: Annotated[Kind, Meta(description="Kind of the fact.")]
    name: Annotated[Bilingual, Meta(description="Name of the fact.")]
    found_in: Annotated[str, Meta(description="Path of the text in the record.")]
    excerpt: Annotated[str, Meta(description="The text around the first word found.")]


def search(
    store: sqlite3.Connection, words: str, kinds: tuple[str, ...] = (), limit: int | None = None
) -> Iterator[Hit]:
    """Return the facts that contain every word, those that have one in the name first
    unless they are very many.

    A run of Chinese characters is one word; Latin words match by their beginning. Letter case,
    full width and half width make no difference.
    """
    query = bigrams.query(words)
    if not query:
        return iter(())
    order = "text.rowid"
    if few(store, query):
        order = f"bm25(text, 10.0, 1.0), {order}"
    rows = store.execute(
        "SELECT fact.kind, fact.json, fact.crc FROM text JOIN fact ON fact.n = text.rowid "
        f"WHERE text MATCH ?{in_kinds(kinds)} ORDER BY {order}",
        (query, *kinds),
    )
    wanted = bigrams.words(words)
    found = ((kind, Answer(checked(text, crc)).fact) for kind, text, crc in rows)
    return islice((hit(kind, fact, wanted) for kind, fact in found), limit)


def few(store: sqlite3.Connection, query: str) -> bool:
    """Whether a query finds so few facts that ranking them is quick."""
    counted = "SELECT count(*) FROM (SELECT 1 FROM text WHERE text MATCH ? LIMIT ?)"
    (count,) = store.execute(counted, (query, MOST_RANKED + 1)).fetchone()
    return bool(count <= MOST_RANKED)


def hit(kind: Kind, fact: Fact, words: list[str]) -> Hit:
    """The hit for a fact that holds the words: where the first of them that shows stands."""
    name = heading(fact)
    for path, text in (("id", fact.id), *texts(fact)):
        for word in words:
            if excerpt := around(text, word):
                return Hit(id=fact.id, kind=kind, name=name, found_in=path, excerpt=excerpt)
    # Marks that join across characters are found by the index alone.
    return Hit(id=fact.id, kind=kind, name=name, found_in="", excerpt="")


def around(text: str, word: str) -> str:
    """The text near the first place that says the folded word; empty where none does."""
    characters = [forms.plain(character) for character in text]
    start = "".join(characters).find(word)
    if start < 0:
        return ""
    # One character may fold to several, so the place is counted back in the characters as written.
    first = place(characters, start)
    last = place(characters, start + len(word) - 1)
    begin, end = max(0, first - AROUND), min(len(text), last + 1 + AROUND)
    return f"{'…' if begin else ''}{text[begin:end]}{'…' if end < len(text) else ''}"


def place(characters: Sequence[str], offset: int) -> int:
    """Which of the characters, each folded to a string, the offset into their join falls in."""
    for i, character in enumerate(characters):
        offset -= len(character)
        if offset < 0:
            return i
    raise ValueError("the offset is beyond the text")
