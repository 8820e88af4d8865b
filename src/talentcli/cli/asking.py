"""What the commands do alike before and after asking."""

import sqlite3
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated

import typer

from talentcli.cli.options import Overlays
from talentcli.corpus.kinds import KINDS
from talentcli.errors import UsageError
from talentcli.show import emit
from talentcli.show.emit import Output, Reply
from talentcli.show.sheets import Column, Sheet

SPOOLED_BYTES = 2**20
"""Answers up to this size wait in memory."""

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


def is_list(keys: Sequence[str]) -> bool:
    """Whether these keys are answered by a list: several, or keys from stdin."""
    return len(keys) != 1 or "-" in keys


def given_keys(keys: Sequence[str]) -> Iterator[str]:
    """The keys given, one after the other; `-` stands for the lines of stdin that hold any."""
    for key in keys:
        if key != "-":
            yield key
        elif sys.stdin is not None:
            yield from (line.strip() for line in sys.stdin if line.strip())


def spooled(texts: Iterable[str]) -> Iterator[str]:
    """The texts, each of one line, once all of them are there; many of them wait on disk.

    So an error in any of them leaves stdout empty, and memory does not grow with their number.
    """
    import tempfile

    with tempfile.SpooledTemporaryFile(
        SPOOLED_BYTES, "w+", encoding="utf-8", newline="\n"
    ) as file:
        for text in texts:  # `writelines` would look at the size at its end only
            file.write(f"{text}\n")
        file.seek(0)
        for line in file:
            yield line[:-1]


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
