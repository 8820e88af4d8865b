"""What the commands do alike before and after asking."""

import sqlite3
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from talentcli.cli.options import Overlays
from talentcli.errors import UsageError
from talentcli.show import emit
from talentcli.show.emit import Output, Reply
from talentcli.show.sheets import Column, Sheet

KINDS = (
    "metric",
    "policy",
    "qualification",
    "expert",
    "programme",
    "milestone",
    "source",
    "period",
)
"""The kinds of facts; restated here because the schema is slow to import."""

OnlyKinds = Annotated[
    list[str] | None,
    typer.Option("--kind", metavar="KIND", help="Only this kind of fact; repeatable."),
]


def chosen_kinds(kinds: Sequence[str] | None) -> tuple[str, ...]:
    """The kinds named by --kind. Raises UsageError for a word that is none."""
    for kind in kinds or ():
        if kind not in KINDS:
            raise UsageError(f"no kind '{kind}'; there is {', '.join(KINDS)}")
    return tuple(kinds or ())


def opened(overlays: Overlays) -> sqlite3.Connection:
    """Open the store of the facts that the options and the environment name.

    Raises BadFactsError when they cannot be compiled.
    """
    from talentcli.store.open import fact_folders, open_sound

    folders = fact_folders(overlays.facts)
    store = open_sound(folders)
    if store is None:
        # Imported here: compiling needs the readers, an answer does not.
        from talentcli.store.build import open_store

        store = open_store(folders)
    return store


def given_keys(keys: Sequence[str] | None) -> tuple[list[str], bool]:
    """The keys given, and whether the answer is a list: for several, or for keys from stdin.

    `-` stands for the lines of stdin; empty lines are skipped.
    """
    names: list[str] = []
    for key in keys or ():
        names += stdin_lines() if key == "-" else [key]
    return names, len(names) != 1 or "-" in (keys or ())


def stdin_lines() -> list[str]:
    """The lines of stdin that hold anything, without the space around them."""
    if sys.stdin is None:
        return []
    return [line.strip() for line in sys.stdin if line.strip()]


def show_fields(record: str, output: Output) -> int:
    """List the fields that --fields can name, with type and meaning."""
    from talentcli.corpus.model import encode
    from talentcli.show.project import fields
    from talentcli.show.schemas import record_type

    there = fields(record_type(record))
    columns = [Column("field"), Column("type", least=10, gives_way=1), Column("meaning", least=20)]
    rows = [[field.field, field.type, field.meaning] for field in there]
    output.fields = None
    return emit.emit(Reply("field", map(encode, there), lambda: Sheet(columns, rows)), output)
