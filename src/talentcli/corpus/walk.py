"""Going through a record: every text in it, every cited statement in it."""

from collections.abc import Iterator
from functools import cache
from typing import get_args

from msgspec import structs

from talentcli.corpus.model import Bilingual, Cited, CitedFact, Fact, Record

STATEMENTS = ("observations", "measures", "achievements", "honours")
"""The fields that hold statements with a citation of their own."""

WORDED = frozenset({"aliases", "number", "stated", "category", "class_"})
"""The plain string fields that hold words for people, not ids, dates or codes."""


def texts(record: Record, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text for people in a record with its path, such as `measures.0.text.zh`."""
    for field in speaking_fields(type(record)):
        value = getattr(record, field)
        if not value:
            continue
        inside = path + field.rstrip("_")
        if isinstance(value, str):
            yield inside, value
        elif isinstance(value, tuple):
            for i, each in enumerate(value):
                if isinstance(each, str):
                    yield f"{inside}.{i}", each
                else:
                    yield from texts(each, f"{inside}.{i}.")
        else:
            yield from texts(value, inside + ".")


@cache
def speaking_fields(record: type[Record]) -> tuple[str, ...]:
    """The fields of a record that hold words for people, at once or further in."""
    if record is Bilingual:
        return record.__struct_fields__
    return tuple(
        field.name
        for field in structs.fields(record)
        if field.name in WORDED or (field.name != "source_title" and holds_record(field.type))
    )


def holds_record(wanted: object) -> bool:
    """Whether a type is a record, or has one inside it."""
    if isinstance(wanted, type) and issubclass(wanted, Record):
        return True
    return any(holds_record(inner) for inner in get_args(wanted))


def citations(fact: Fact) -> Iterator[tuple[str, Cited | CitedFact]]:
    """Every cited statement of a fact with its path; the fact's own has the path ''."""
    if isinstance(fact, CitedFact):
        yield "", fact
    for field in STATEMENTS:
        for i, statement in enumerate(getattr(fact, field, ())):
            yield f"{field}.{i}", statement
