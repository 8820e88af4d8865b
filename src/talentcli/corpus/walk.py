"""Going through a record: every text in it, every cited statement in it."""

from collections.abc import Iterator

from talentcli.corpus.model import Bilingual, Cited, CitedFact, Fact, Record

STATEMENTS = ("observations", "measures", "achievements", "honours")
"""The fields that hold statements with a citation of their own."""

WORDED = frozenset({"aliases", "number", "stated", "category", "class_"})
"""The plain string fields that hold words for people, not ids, dates or codes."""


def texts(record: Record, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text for people in a record with its path, such as `measures.0.text.zh`."""
    for field in record.__struct_fields__:
        if field == "source_title":
            continue
        value = getattr(record, field)
        inside = f"{path}{field.rstrip('_')}"
        if isinstance(value, str) and (field in WORDED or isinstance(record, Bilingual)):
            yield inside, value
        elif isinstance(value, Record):
            yield from texts(value, inside + ".")
        elif isinstance(value, tuple):
            yield from texts_of_list(value, inside, worded=field in WORDED)


def texts_of_list(
    values: tuple[object, ...], path: str, *, worded: bool
) -> Iterator[tuple[str, str]]:
    """The texts of a list field, numbered from 0."""
    for i, value in enumerate(values):
        if isinstance(value, Record):
            yield from texts(value, f"{path}.{i}.")
        elif isinstance(value, str) and worded:
            yield f"{path}.{i}", value


def citations(fact: Fact) -> Iterator[tuple[str, Cited | CitedFact]]:
    """Every cited statement of a fact with its path; the fact's own has the path ''."""
    if isinstance(fact, CitedFact):
        yield "", fact
    for field in STATEMENTS:
        for i, statement in enumerate(getattr(fact, field, ())):
            yield f"{field}.{i}", statement
