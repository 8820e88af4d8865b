"""Sheets and cards drawn for a screen of a given width."""

import io
from collections.abc import Sequence

from rich.console import Console, ConsoleRenderable
from rich.text import Text

from talentcli.show.layout import pad, width, wrap
from talentcli.show.sheets import Card, Column, Line, Sheet
from talentcli.show.words import Lang, joined, labelled, listing, word

GAP = 2
"""Cells between two columns."""

PLAIN_ABOVE = 200
"""Longer tables are padded by us: Rich takes 0.4 ms a row."""


def draw_sheet(sheet: Sheet, lang: Lang, cells: int, *, color: bool) -> str:
    """The sheet as a table, its texts wrapped to fit; the footer below.

    Columns give way in their declared order; where even that does not do, each row becomes a
    small block. Nothing is cut.
    """
    headings = [word(column.key, lang) for column in sheet.columns]
    fitted = fit(sheet, headings, cells)
    footer = [*sheet.footer]
    if fitted is None:
        body = stacked(sheet, headings, cells, lang)
    else:
        footer += left_out(sheet, fitted[0], lang)
        kept, widths = fitted
        heads = [headings[i] for i in kept]
        rows = [
            [wrap(row[i], cell) for i, cell in zip(kept, widths, strict=True)]
            for row in sheet.rows
        ]
        columns = [sheet.columns[i] for i in kept]
        painter = ruled if len(rows) <= PLAIN_ABOVE else padded
        body = painter(columns, heads, widths, rows, color=color)
    return body + "".join(f"{line}\n" for text in footer for line in wrap(text, cells))


def left_out(sheet: Sheet, kept: Sequence[int], lang: Lang) -> list[str]:
    """The source marks of the rows, for below the table, where their column had to go."""
    for i, column in enumerate(sheet.columns):
        if column.key == "source" and i not in kept:
            marks = dict.fromkeys(row[i] for row in sheet.rows if row[i])
            return [labelled("source", listing(list(marks), lang), lang)]
    return []


def fit(sheet: Sheet, headings: Sequence[str], cells: int) -> tuple[list[int], list[int]] | None:
    """The columns to show and their widths; None where not even the essential ones fit."""
    natural = [
        max([width(heading), *(width(line) for row in sheet.rows for line in row[i].split("\n"))])
        for i, heading in enumerate(headings)
    ]
    # A column that is empty in every row tells nothing.
    kept = [i for i in range(len(headings)) if not sheet.rows or any(r[i] for r in sheet.rows)]
    while kept:
        widths = narrowed(
            [(natural[i], sheet.columns[i], width(headings[i])) for i in kept], cells
        )
        if widths is not None:
            return kept, widths
        first_to_go = max(kept, key=lambda i: sheet.columns[i].gives_way)
        if sheet.columns[first_to_go].gives_way == 0:
            return None
        kept.remove(first_to_go)
    return None


def narrowed(wanted: Sequence[tuple[int, Column, int]], cells: int) -> list[int] | None:
    """Widths that fit, taken from the widest flexible columns first; None where they cannot."""
    widths = [natural for natural, _, _ in wanted]
    least = [
        min(natural, max(column.least, heading)) if column.least else natural
        for natural, column, heading in wanted
    ]
    over = sum(widths) + GAP * (len(widths) - 1) - cells
    while over > 0:
        widest = max(range(len(widths)), key=lambda i: widths[i] - least[i] and widths[i])
        if widths[widest] == least[widest]:
            return None
        widths[widest] -= 1
        over -= 1
    return widths


def ruled(
    columns: Sequence[Column],
    headings: Sequence[str],
    widths: Sequence[int],
    rows: Sequence[Sequence[list[str]]],
    *,
    color: bool,
) -> str:
    """A table with a rule under its head, drawn by Rich."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, GAP - 1, 0, 0))
    table.header_style = "bold"
    for column, heading, cell in zip(columns, headings, widths, strict=True):
        table.add_column(
            heading, justify="right" if column.right else "left", no_wrap=True, width=cell
        )
    for row in rows:
        table.add_row(*(Text("\n".join(lines), style_of(i)) for i, lines in enumerate(row)))
    return painted(table, sum(widths) + GAP * (len(widths) - 1), color=color)


def style_of(column: int) -> str:
    """The first column, the name by which to ask again, stands out."""
    return "cyan" if column == 0 else ""


def padded(
    columns: Sequence[Column],
    headings: Sequence[str],
    widths: Sequence[int],
    rows: Sequence[Sequence[list[str]]],
    *,
    color: bool,
) -> str:
    """The same columns padded with spaces, in time that stays small for thousands of rows."""
    head = [[heading] for heading in headings]
    rule = ["─" * cell for cell in widths]
    lines = [*block(columns, widths, head), (" " * GAP).join(rule)]
    for row in rows:
        lines += block(columns, widths, row)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def block(columns: Sequence[Column], widths: Sequence[int], row: Sequence[list[str]]) -> list[str]:
    """One row of wrapped cells as lines of padded columns."""
    lines = []
    for n in range(max(len(cell) for cell in row)):
        parts = []
        for column, cells, text in zip(columns, widths, row, strict=True):
            line = text[n] if n < len(text) else ""
            parts.append(
                " " * max(0, cells - width(line)) + line if column.right else pad(line, cells)
            )
        lines.append((" " * GAP).join(parts))
    return lines


def stacked(sheet: Sheet, headings: Sequence[str], cells: int, lang: Lang) -> str:
    """Each row as a block: its first text, then the others indented with their headings."""
    lines: list[str] = []
    for first, *rest in sheet.rows:
        lines += wrap(first, cells)
        for heading, text in zip(headings[1:], rest, strict=True):
            if text:
                lines += [f"  {line}" for line in wrap(joined(heading, text, lang), cells - 2)]
    return "".join(f"{line}\n" for line in lines)


def draw_card(card: Card, lang: Lang, cells: int, *, color: bool) -> str:
    """One fact as a screen: names, the figure large, then label and text line by line."""
    boxed = painted_figure(card, cells, color=color) if card.figure else ""
    text = Text()
    append(text, wrap(card.name, cells), "bold")
    other = [card.other_name] if card.other_name else []
    append(text, wrap("  ·  ".join([*other, card.id]), cells), "dim")
    if card.lines:
        text.append("\n")
        entries(text, card.lines, cells, indent=0)
    for section in card.sections:
        text.append("\n")
        append(text, [section.title], "bold")
        entries(text, section.lines, cells, indent=2)
    return boxed + painted(text, cells, color=color)


def painted_figure(card: Card, cells: int, *, color: bool) -> str:
    """The figure and its time in a frame of their own: what the eye finds first."""
    from rich.box import SQUARE
    from rich.panel import Panel

    text = Text("\n".join(wrap(card.figure, cells - 6)), "bold green")
    if card.wording:
        text.append("\n" + "\n".join(wrap(card.wording, cells - 6)), "default not bold")
    panel = Panel(text, box=SQUARE, padding=(0, 2), expand=False)
    return painted(panel, cells, color=color)


def append(text: Text, lines: Sequence[str], style: str, indent: int = 0) -> None:
    """Add whole lines in one style."""
    for line in lines:
        text.append(" " * indent)
        text.append(line, style)
        text.append("\n")


def entries(text: Text, lines: Sequence[Line], cells: int, indent: int) -> None:
    """Label and text side by side, or one below the other where the screen is narrow."""
    widest = max(width(line.label) for line in lines)
    labels = min(widest, cells // 3)
    for line in lines:
        below = width(line.label) > labels
        inside = wrap(line.text, cells - indent - labels - GAP)
        if below:
            append(text, wrap(line.label, cells - indent), "cyan", indent)
        for n, part in enumerate(inside):
            label = line.label if n == 0 and not below else ""
            text.append(" " * indent)
            text.append(pad(label, labels), "cyan")
            text.append(" " * GAP + part + "\n")


def painted(renderable: ConsoleRenderable, cells: int, *, color: bool) -> str:
    """The renderable as text, with colour codes where wanted and no spaces at line ends."""
    buffer = io.StringIO()
    console = Console(
        file=buffer,
        width=cells,
        force_terminal=color,
        color_system="standard" if color else None,
        legacy_windows=False,
        markup=False,
        highlight=False,
        emoji=False,
        soft_wrap=True,
    )
    console.print(renderable, end="", soft_wrap=True)
    return "".join(f"{line.rstrip()}\n" for line in buffer.getvalue().splitlines())
