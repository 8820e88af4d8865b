"""Sheets and cards drawn for a screen of a given width."""

from collections.abc import Sequence

from talentcli.show.layout import pad, width, wrap
from talentcli.show.sheets import Card, Column, Line, Sheet
from talentcli.show.words import Lang, joined, labelled, listing, word

GAP = 2
"""Cells between two columns."""


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
        body = columns_of(columns, heads, widths, rows, color=color)
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


def columns_of(
    columns: Sequence[Column],
    headings: Sequence[str],
    widths: Sequence[int],
    rows: Sequence[Sequence[list[str]]],
    *,
    color: bool,
) -> str:
    """Padded columns under a head and a rule, in time that stays small for thousands of rows."""
    page = Page(color=color)
    head = [[heading] for heading in headings]
    page.add([line for line, _ in block(columns, widths, head)], "bold")
    page.add(["─" * (sum(widths) + GAP * (len(widths) - 1))])
    for row in rows:
        for line, first in block(columns, widths, row):
            page.lines.append(page.styled(line[:first], "cyan") + line[first:])
    return "".join(f"{line.rstrip()}\n" for line in page.lines)


def block(
    columns: Sequence[Column], widths: Sequence[int], row: Sequence[list[str]]
) -> list[tuple[str, int]]:
    """One row of wrapped cells as lines, each with the length of its first cell.

    The first cell is the name by which to ask again, so it stands out.
    """
    lines = []
    for n in range(max(len(cell) for cell in row)):
        parts = []
        for column, cells, text in zip(columns, widths, row, strict=True):
            line = text[n] if n < len(text) else ""
            filler = " " * max(0, cells - width(line))
            parts.append(filler + line if column.right else line + filler)
        lines.append(((" " * GAP).join(parts), len(parts[0])))
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
    page = Page(color=color)
    if card.figure:
        framed(page, wrap(card.figure, cells - 6), wrap(card.wording, cells - 6))
    page.add(wrap(card.name, cells), "bold")
    other = [card.other_name] if card.other_name else []
    page.add(wrap("  ·  ".join([*other, card.id]), cells), "dim")
    if card.lines:
        page.add([""])
        entries(page, card.lines, cells, indent=0)
    for section in card.sections:
        page.add(["", section.title], "bold")
        entries(page, section.lines, cells, indent=2)
    return "".join(f"{line.rstrip()}\n" for line in page.lines)


class Page:
    """Lines of a screen, styled where colour is wanted.

    Styles and widths are Rich's. Its console and tables are not used: they wrap Chinese at spaces
    only, take 0.4 ms a row, and as long to import as all the rest of an answer.
    """

    def __init__(self, *, color: bool) -> None:
        self.color = color
        self.lines: list[str] = []

    def styled(self, text: str, style: str) -> str:
        """The text in a style of Rich's; as it is without colour."""
        if not (self.color and style and text):
            return text
        from rich.color import ColorSystem
        from rich.style import Style

        return Style.parse(style).render(text, color_system=ColorSystem.STANDARD)

    def add(self, lines: Sequence[str], style: str = "", indent: int = 0) -> None:
        """Add whole lines in one style."""
        self.lines += [" " * indent + self.styled(line, style) for line in lines]


def framed(page: Page, figure: Sequence[str], wording: Sequence[str]) -> None:
    """The figure and its time in a frame of their own: what the eye finds first."""
    below = [line for line in wording if line]
    inside = max(map(width, [*figure, *below]))
    page.add([f"┌{'─' * (inside + 4)}┐"])
    for lines, style in ((figure, "bold green"), (below, "")):
        for line in lines:
            page.add([f"│  {page.styled(pad(line, inside), style)}  │"])
    page.add([f"└{'─' * (inside + 4)}┘"])


def entries(page: Page, lines: Sequence[Line], cells: int, indent: int) -> None:
    """Label and text side by side, or one below the other where the screen is narrow."""
    widest = max(width(line.label) for line in lines)
    labels = min(widest, cells // 3)
    for line in lines:
        below = width(line.label) > labels
        if below:
            page.add(wrap(line.label, cells - indent), "cyan", indent)
        for n, part in enumerate(wrap(line.text, cells - indent - labels - GAP)):
            label = pad(line.label if n == 0 and not below else "", labels)
            page.add([page.styled(label, "cyan") + " " * GAP + part], indent=indent)
