"""`talent check`: whether qualifications still stand."""

import csv
import io
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated

import typer

from talentcli.ask.standing import Standing, standing
from talentcli.cli.asking import given_keys, is_list, opened, show_fields
from talentcli.cli.options import Overlays, Shown, Without, moment
from talentcli.corpus.model import encode
from talentcli.corpus.times import Time
from talentcli.errors import ExitCode, UsageError, warn
from talentcli.show import emit
from talentcli.show.emit import Output, Reply
from talentcli.show.sheets import Card, Sheet

Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="[NAME]...", help="Names of qualifications; - reads them from stdin."),
]
AsOf = Annotated[str | None, typer.Option(metavar="DATE", help="The answer for that day.")]
Table = Annotated[
    str | None, typer.Option("--csv", metavar="FILE", help="Check a column of a CSV file.")
]
Column = Annotated[str | None, typer.Option(help="The column of --csv that holds the names.")]

ADDED = ("talent_status", "talent_id", "talent_date", "talent_successor", "talent_source")
"""The columns that a checked CSV file is given."""


def check(
    shown: Annotated[Shown, Without("csv")],
    overlays: Overlays,
    names: Names = None,
    as_of: AsOf = None,
    table: Table = None,
    column: Column = None,
) -> int:
    """Whether qualifications stand: in force, abolished, replaced.

    Exit 0 when all are in force, 3 when any was abolished, else 4 when any is unknown.

    Example: talent check 企业法律顾问 教师资格证
    """
    output = shown.output()
    if output.fields == ["help"]:
        return show_fields("standing", output)
    store = opened(overlays)
    day = moment(store, "--as-of", as_of)
    if table is not None or column is not None:
        if names or not (table and column):
            raise UsageError("check takes names, or --csv FILE with --column NAME")
        return checked_table(store, table, column, day, output)
    if not names:
        raise UsageError("check wants the name of a qualification, or - for names on stdin")
    found = [standing(store, name, day) for name in given_keys(names)]
    code = emit.emit(replied(found, output, single=not is_list(names)), output)
    return code or verdict(found)


def verdict(found: Sequence[Standing]) -> ExitCode:
    """The exit code for some standings: abolished before unknown before in force."""
    statuses = {each.status for each in found}
    if statuses & {"abolished", "replaced"}:
        return ExitCode.NEGATIVE
    return ExitCode.NO_SINGLE_FACT if "unknown" in statuses else ExitCode.OK


def replied(found: list[Standing], output: Output, *, single: bool) -> Reply:
    """The standings as a reply; a single one is a card."""

    def sheet() -> Sheet:
        from talentcli.show.standings import standing_rows

        return standing_rows(found, output.lang)

    def card() -> Card:
        from talentcli.show.standings import standing_card

        return standing_card(found[0], output.lang)

    return Reply("standing", map(encode, found), sheet, card=card if single else None)


def checked_table(
    store: sqlite3.Connection, path: str, column: str, day: Time | None, output: Output
) -> int:
    """Write the CSV file back with the standing of each name of a column.

    Raises UsageError when the file cannot be read or has no such column.
    """
    rows = csv.reader(io.StringIO(table_text(path), newline=""))
    head = next(rows, [])
    if column not in head:
        raise UsageError(f"{path} has no column '{column}'; there is {', '.join(head)}")
    place, found = head.index(column), []
    answered: list[list[str]] = [[*head, *ADDED]]
    for row in rows:
        name = row[place] if place < len(row) else ""
        if name.strip():
            found.append(standing(store, name, day))
        cells = added(found[-1]) if name.strip() else [""] * len(ADDED)
        answered.append([*row, *[""] * (len(head) - len(row)), *cells])
    code = emit.write(csv_lines(answered), encoding_mark=output.excel)
    return code or verdict(found)


def table_text(path: str) -> str:
    """The text of a CSV file in UTF-8, or in GB 18030 as spreadsheets in China save it.

    Raises UsageError when it cannot be read.
    """
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        warn(f"{path} is not UTF-8; read as GB 18030")
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError:
        raise UsageError(f"{path} is neither UTF-8 nor GB 18030") from None


def added(found: Standing) -> list[str]:
    """The cells that a standing adds to a row."""
    following = found.successor.id if found.successor else ""
    source = found.statement.source if found.statement else ""
    return [found.status, found.id or "", found.date or "", following, source]


def csv_lines(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Rows as CSV records."""
    return map(emit.csv_line, rows)
