"""What a view hands to a format: a sheet of rows, or a card for one fact."""

from collections.abc import Sequence
from typing import NamedTuple


class Column(NamedTuple):
    """A column of a sheet, headed by its key: the word for it on screens, itself in pipes.

    `least` is the width in cells to which it may be narrowed by wrapping, 0 for never. `gives_way`
    is its turn to be left out when a screen is too narrow: the highest goes first, 0 never goes.
    """

    key: str
    least: int = 0
    gives_way: int = 0
    right: bool = False


class Sheet(NamedTuple):
    """Rows of text under columns, with remarks for people below."""

    columns: list[Column]
    rows: list[list[str]]
    footer: Sequence[str] = ()


class Line(NamedTuple):
    """A labelled text; `key` is its label for programs.

    `telling` is true when the label says something of its own, such as a date, and is not only a
    word for the key.
    """

    key: str
    label: str
    text: str
    telling: bool = False


class Section(NamedTuple):
    """A titled part of a card, with one line or more for each entry."""

    title: str
    lines: list[Line]


class Card(NamedTuple):
    """One fact: its names, the figure in large if it has one, and all else line by line."""

    id: str
    name: str
    other_name: str
    figure: str
    wording: str
    lines: list[Line]
    sections: list[Section]


def rows_of(card: Card) -> Sheet:
    """The card as a sheet of field and value, for pipes."""
    rows = [["id", card.id], ["name", card.name]]
    if card.other_name:
        rows.append(["other_name", card.other_name])
    if card.figure:
        rows += [["figure", card.figure], ["as_of", card.wording]]
    rows += [[line.key, line.text] for line in card.lines]
    for line in (line for section in card.sections for line in section.lines):
        rows.append([line.key, f"{line.label}: {line.text}" if line.telling else line.text])
    return Sheet([Column("field"), Column("value")], rows)
