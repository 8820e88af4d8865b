"""Formats, and the only writer of stdout.

On the path of every look-up: a format imports what it draws with when it is chosen.
"""

import codecs
import io
import os
import sys

TYPE_CHECKING = False  # `typing` would cost more than a whole look-up
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from talentcli.show.sheets import Card, Sheet
    from talentcli.show.words import Lang

DRAWN_IN_ASCII = str.maketrans("─━│┌┐└┘●◀▶·█▁▂▃▄▅▆▇", "-=|++++*<>.#_.:-=+*")
"""What tables and charts are drawn with, for consoles that have no such characters."""

NEW_LINE = "\n"

NO_TABS = dict.fromkeys(map(ord, "\t\n\r"), " ")

HALF_WRITTEN = "a part of the answer was written"
"""The note on an error that broke off an answer."""

PIPE_CELLS = 120
"""Width of a table that is asked for where no terminal gives one."""


class Output:
    """How an answer leaves: format, language, width, colour, which fields and how many rows."""

    __slots__ = (
        "ascii",
        "cells",
        "color",
        "excel",
        "fields",
        "format",
        "lang",
        "pager",
        "rows",
        "sparkline",
    )

    def __init__(
        self,
        format: str,
        lang: "Lang",
        *,
        cells: int = PIPE_CELLS,
        color: bool = False,
        fields: "Sequence[str] | None" = None,
        ascii: bool = False,
        excel: bool = False,
        pager: bool = False,
        rows: int | None = None,
    ) -> None:
        self.format = format
        self.lang = lang
        self.cells = cells
        self.color = color
        self.fields = fields
        self.ascii = ascii
        self.excel = excel
        self.pager = pager
        self.rows = rows
        self.sparkline = False


class Reply:
    """An answer before it has a format: its records as JSON, and how to view them.

    `record` names the type of the records (see `schemas.py`). A reply with a `card` is one record
    asked for by key, any other is a listing. Only one of the views is taken, so all may draw on
    one iterator.
    """

    __slots__ = ("card", "drawing", "record", "sheet", "texts")

    def __init__(
        self,
        record: str,
        texts: "Iterable[str]",
        sheet: "Callable[[], Sheet]",
        *,
        card: "Callable[[], Card] | None" = None,
        drawing: "Callable[[Output], str] | None" = None,
    ) -> None:
        self.record = record
        self.texts = texts
        self.sheet = sheet
        self.card = card
        self.drawing = drawing


def emit(reply: Reply, output: Output) -> int:
    """Write the reply in the format of the output; return the exit code.

    Raises UsageError for a field that the records do not have.
    """
    if output.format in ("json", "jsonl"):
        return write(json_chunks(reply, output), json=True)
    if output.format in ("csv", "tsv"):
        return write(separated(reply, output), encoding_mark=output.excel)
    if output.format in ("plain", "markdown"):
        return write(flat_text(chosen_sheet(reply, output), output))
    screen = drawn(reply, output)
    return show(screen.translate(DRAWN_IN_ASCII) if output.ascii else screen, output)


def json_chunks(reply: Reply, output: Output) -> "Iterator[str]":
    """One JSON document, or with jsonl one record a line."""
    texts = reply.texts
    if output.fields is not None:
        from talentcli.show.project import known, projected
        from talentcli.show.schemas import record_type

        paths = known(record_type(reply.record), output.fields)
        texts = (projected(text, paths) for text in texts)
    if output.ascii:
        texts = map(escaped, texts)
    if output.format == "jsonl" or reply.card is not None:
        for text in texts:
            yield f"{text}\n"
        return
    between = "[\n"
    for text in texts:
        yield between + text
        between = ",\n"
    yield "[]\n" if between == "[\n" else "\n]\n"


def escaped(text: str) -> str:
    """JSON text in ASCII: other characters as \\u escapes, which only ever stand in strings."""
    return "".join(c if c < "\x80" else utf16_escapes(c) for c in text)


def utf16_escapes(character: str) -> str:
    """One character as JSON's escapes, in two halves beyond the basic plane."""
    units = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))


def separated(reply: Reply, output: Output) -> "Iterator[str]":
    """CSV (RFC 4180 with line feeds) or TSV; numbers exact, a header always."""
    from talentcli.show.project import column_names, flat_paths, flat_rows, known
    from talentcli.show.schemas import record_type

    record = record_type(reply.record)
    paths = flat_paths(record) if output.fields is None else known(record, output.fields)
    line = csv_line if output.format == "csv" else tsv_line
    yield line(column_names(paths))
    for text in reply.texts:
        for row in flat_rows(text, paths):
            yield line(row)


def csv_line(cells: "Sequence[str]") -> str:
    """One CSV record."""
    import csv
    import io

    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(cells)
    return buffer.getvalue()


def tsv_line(cells: "Sequence[str]") -> str:
    """One record with tabs between; tabs and line ends inside a cell become spaces."""
    from talentcli.show.layout import visible

    return "\t".join(visible(cell.translate(NO_TABS)) for cell in cells) + "\n"


def chosen_sheet(reply: Reply, output: Output) -> "Sheet":
    """The reply as rows: of the fields asked for, of one card, or of the listing."""
    from talentcli.show.sheets import Column, Sheet, rows_of

    if output.fields is not None:
        from talentcli.show.project import column_names, flat_rows, known
        from talentcli.show.schemas import record_type

        paths = known(record_type(reply.record), output.fields)
        columns = [Column(name, least=8) for name in column_names(paths)]
        return Sheet(columns, [row for text in reply.texts for row in flat_rows(text, paths)])
    return rows_of(reply.card()) if reply.card is not None else reply.sheet()


def flat_text(sheet: "Sheet", output: Output) -> "Iterator[str]":
    """A sheet without layout: tab-separated for pipes, or a Markdown table."""
    if output.format == "markdown":
        from talentcli.show.words import word

        heads = [word(column.key, output.lang) for column in sheet.columns]
        rules = ["---:" if column.right else "---" for column in sheet.columns]
        yield from map(markdown_line, (heads, rules, *sheet.rows))
        return
    yield tsv_line([column.key for column in sheet.columns])
    yield from map(tsv_line, sheet.rows)


def markdown_line(cells: "Sequence[str]") -> str:
    """One row of a Markdown table."""
    from talentcli.show.layout import visible

    inside = [visible(cell).replace("\\", "\\\\").replace("|", "\\|") for cell in cells]
    return f"| {' | '.join(cell.replace(NEW_LINE, '<br>') for cell in inside)} |\n"


def drawn(reply: Reply, output: Output) -> str:
    """The reply for a person's eyes."""
    from talentcli.show.table import draw_card, draw_sheet

    if output.fields is None and reply.drawing is not None:
        return reply.drawing(output)
    if output.fields is None and reply.card is not None:
        return draw_card(reply.card(), output.lang, output.cells, color=output.color)
    sheet = chosen_sheet(reply, output)
    return draw_sheet(sheet, output.lang, output.cells, color=output.color)


def show(text: str, output: Output) -> int:
    """Write a screen, through a pager where that is wanted and the text is taller than it."""
    if output.pager and text.count("\n") >= os.get_terminal_size().lines:
        import shlex
        import shutil
        import subprocess

        command = shlex.split(os.environ.get("PAGER") or "less")
        if command and shutil.which(command[0]):
            # less: leave when it fits after all, keep colours and the screen, whatever the locale.
            environment = {"LESS": "-FRX", "LESSCHARSET": "utf-8", **os.environ}
            pager = subprocess.run(
                command, input=text, encoding="utf-8", env=environment, check=False
            )
            return pager.returncode
    return write([text])


def write(chunks: "Iterable[str]", *, json: bool = False, encoding_mark: bool = False) -> int:
    """Write to stdout and return the exit code: 0, or 1 when stdout takes no more.

    A reader that has gone away, or a stdout that was closed, is no failure. What the encoding of
    a console lacks becomes an escape in JSON and a question mark elsewhere, with one line of talk.
    """
    if not isinstance(sys.stdout, io.TextIOWrapper):  # closed before we started
        return 0
    lost: list[str] = []
    codecs.register_error("talent", substitute(lost, escape=json))
    sys.stdout.reconfigure(errors="talent", newline="\n")
    started = False
    try:
        for chunk in chunks:
            if encoding_mark and not started:
                sys.stdout.write("\ufeff")
            started = bool(sys.stdout.write(chunk)) or started
        sys.stdout.flush()
    except BrokenPipeError:
        silence()
    except OSError as error:
        silence()
        return complain(f"cannot write the answer: {error.strerror}", 1)
    except Exception as error:
        # Whoever catches it must know that it cannot simply try again.
        if started:
            error.add_note(HALF_WRITTEN)
        raise
    if lost:
        encoding = sys.stdout.encoding
        return complain(f"{encoding} lacks some characters; try PYTHONIOENCODING=utf-8", 0)
    return 0


def substitute(
    lost: list[str], *, escape: bool
) -> "Callable[[UnicodeError], tuple[str | bytes, int]]":
    """The handler for characters that the encoding lacks; `lost` collects them."""

    def handler(error: UnicodeError) -> tuple[str | bytes, int]:
        if not isinstance(error, UnicodeEncodeError):
            raise error
        missing = error.object[error.start : error.end]
        lost.append(missing)
        return (escaped(missing) if escape else "?" * len(missing)), error.end

    return handler


def silence() -> None:
    """Point stdout at nothing, so that the interpreter's last flush cannot fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def complain(message: str, code: int) -> int:
    """Say one line on stderr and return the exit code."""
    from talentcli.errors import warn

    warn(message)
    return code
