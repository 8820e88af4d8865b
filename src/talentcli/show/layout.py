"""Text in terminal cells: width, wrapping that respects Chinese, padding."""

import re

from rich.cells import cell_len

NO_START = frozenset("，。、；：？！）】》〉」』”’…—·％%,.;:?!)]}")
"""Punctuation that never begins a line."""

NO_END = frozenset("（【《〈「『“‘([{")
"""Punctuation that never ends a line."""

UNBROKEN = re.compile(
    # A number keeps its magnitude and unit: 7839.8万人, 48%, 2019年底.
    r"[0-9][0-9,.\-]*(?:[万亿]*[人亩项个家场批名年月日期底%％]?)"
    # Latin words, ids and addresses stay whole, with the punctuation they hold.
    r"|[^\s\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\u3000-\u303f]+"
    r"|\s+"
    r"|."
)

width = cell_len


def wrap(text: str, limit: int) -> list[str]:
    """Break text into lines of at most `limit` cells; nothing is lost but spaces at breaks.

    No line starts with closing punctuation or ends with an opening bracket, as far as the limit
    allows. A word longer than the limit is broken where it must be.
    """
    lines: list[str] = []
    for paragraph in visible(text).split("\n"):
        lines += wrap_paragraph(paragraph, max(limit, 2))
    return lines


def wrap_paragraph(text: str, limit: int) -> list[str]:
    """The lines of one paragraph; at least one, perhaps empty."""
    lines: list[str] = []
    line = ""
    for piece in pieces(text, limit):
        if width(line) + width(piece.rstrip()) <= limit:
            line += piece
        else:
            lines.append(line.rstrip())
            line = piece.lstrip()
    return [*lines, line.rstrip()]


def pieces(text: str, limit: int) -> list[str]:
    """What may not be broken: tokens joined with the punctuation that belongs to them."""
    joined: list[str] = []
    for token in UNBROKEN.findall(text):
        previous = joined[-1] if joined else ""
        sticks = bool(previous) and (token[0] in NO_START or previous[-1] in NO_END)
        if sticks and width(previous) + width(token) <= limit:
            joined[-1] += token
        else:
            joined += hard_broken(token, limit)
    return joined


def hard_broken(token: str, limit: int) -> list[str]:
    """A token cut into parts that fit; itself alone where it fits."""
    if width(token) <= limit or token.isspace():
        return [token]
    parts = [""]
    for character in token:
        if width(parts[-1]) + width(character) > limit:
            parts.append("")
        parts[-1] += character
    return parts


def pad(text: str, cells: int) -> str:
    """Text filled with spaces to so many cells."""
    return text + " " * max(0, cells - width(text))


def visible(text: str) -> str:
    """Text with control characters replaced, so that no fact can steer a terminal."""
    return "".join(
        "\ufffd" if (character < " " and character != "\n") or character in CONTROLS else character
        for character in text
    )


CONTROLS = frozenset(
    map(chr, [*range(0x7F, 0xA0), 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
)
"""Delete, the C1 controls, and the marks that turn the direction of text."""
