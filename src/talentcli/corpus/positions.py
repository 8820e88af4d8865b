"""Where a key of a TOML text stands: line and column, which TOML readers do not tell.

The scanner follows TOML closely enough to find every header and key of a text that a TOML
reader accepts; what it makes of other texts does not matter, for those have a syntax error.
"""

import re
import sys
from bisect import bisect_right
from collections.abc import Sequence

Path = tuple[str | int, ...]
"""From the outside in: names of tables and keys, positions in arrays."""

DEEPEST = 16
"""Steps of the longest path that is noted; more than any record has."""

# Possessive throughout (`++`, `*+`): what was matched is not kept in order to try it otherwise,
# which would take a hundred times the memory of the text.
BLANK = re.compile(r"(?:[ \t\r\n]++|#[^\n]*+)*+")
INLINE_BLANK = re.compile(r"[ \t]*")
KEY_PART = re.compile(
    r"""(?P<bare>[^\s.=\[\]{}"'#,]+)|"(?P<basic>(?:[^"\\\n]++|\\.)*+)"|'(?P<literal>[^'\n]*)'"""
)
STRINGS = re.compile(
    r'"""(?:[^"\\]++|\\.|"{1,2}(?!"))*+"""(?:"{1,2}(?!"))?|'
    r"'''.*?'''(?:'{1,2}(?!'))?|"
    r'"(?:[^"\\\n]++|\\.)*+"|'
    r"'[^'\n]*'",
    re.DOTALL,
)
SCALAR = re.compile(r"[^\s,\]}#]+(?: [0-9][^\s,\]}#]*)?")


class Positions:
    """The places of all headers and keys of one text."""

    def __init__(self, text: str) -> None:
        text = text.removeprefix("\ufeff")  # the byte order mark is no character of the line
        self.line_starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self.offsets = Scanner(text).scan()

    def find(self, path: Sequence[str | int]) -> tuple[int, int]:
        """Return line and column, from 1, of the path or of the nearest table around it."""
        wanted = tuple(path)
        while wanted and wanted not in self.offsets:
            wanted = wanted[:-1]
        offset = self.offsets.get(wanted, 0)
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1


class Scanner:
    """One pass over a text, noting where each path begins."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.offsets: dict[Path, int] = {}
        self.counts: dict[Path, int] = {}

    def scan(self) -> dict[Path, int]:
        """Return path → offset of its header, key or array element."""
        table: Path = ()
        while self.skip(BLANK) < len(self.text):
            start = self.at
            try:
                if self.text.startswith("[", start):
                    table = self.header()
                else:
                    self.pair(table)
            except RecursionError:  # too deep to follow; the outer places are known
                break
            if self.at == start:  # not TOML
                break
        return self.offsets

    def skip(self, pattern: re.Pattern[str]) -> int:
        """Move past the pattern where it matches; return the place reached."""
        if match := pattern.match(self.text, self.at):
            self.at = match.end()
        return self.at

    def note(self, path: Path, start: int) -> None:
        """Keep the first place of a path, unless it is deeper than anyone asks for."""
        if len(path) <= DEEPEST:
            self.offsets.setdefault(path, start)

    def header(self) -> Path:
        """Note a `[table]` or `[[table]]` header and return the path of the table."""
        start = self.at
        array = self.text.startswith("[[", start)
        self.at += 2 if array else 1
        names = self.key()
        path: Path = ()
        for name in names[:-1]:
            self.note((*path, name), start)
            path = self.element((*path, name))
        path = (*path, *names[-1:])
        if array:
            self.counts[path] = self.counts.get(path, -1) + 1
            self.note(path, start)
            path = self.element(path)
        self.note(path, start)
        end = self.text.find("\n", self.at)
        self.at = len(self.text) if end < 0 else end
        return path

    def element(self, path: Path) -> Path:
        """The path itself, or that of the last element where it is an array of tables."""
        return (*path, self.counts[path]) if path in self.counts else path

    def key(self) -> list[str]:
        """Move past a dotted key and return its parts, no more than are noted."""
        parts: list[str] = []
        while match := KEY_PART.match(self.text, self.skip(INLINE_BLANK)):
            self.at = match.end()
            if len(parts) < DEEPEST:
                parts.append(unquoted(match))
            if not self.text.startswith(".", self.skip(INLINE_BLANK)):
                break
            self.at += 1
        return parts

    def pair(self, table: Path) -> None:
        """Note a `key = value` of the table and move past it."""
        self.skip(INLINE_BLANK)
        start = self.at
        path = table
        for part in self.key():
            path = (*path, part)
            self.note(path, start)
        if self.text.startswith("=", self.skip(INLINE_BLANK)):
            self.at += 1
            self.value(path)

    def value(self, path: Path) -> None:
        """Move past a value, noting what stands inside it."""
        self.skip(INLINE_BLANK)
        if self.text.startswith("[", self.at):
            self.array(path)
        elif self.text.startswith("{", self.at):
            self.inline_table(path)
        elif match := STRINGS.match(self.text, self.at):
            self.at = match.end()
        else:
            self.skip(SCALAR)

    def array(self, path: Path) -> None:
        """Note the elements of an array."""
        self.at += 1
        index = 0
        while self.skip(BLANK) < len(self.text) and self.text[self.at] != "]":
            start = self.at
            self.note((*path, index), start)
            self.value((*path, index))
            if self.text.startswith(",", self.skip(BLANK)):
                self.at += 1
            if self.at == start:  # not TOML
                return
            index += 1
        self.at += 1

    def inline_table(self, path: Path) -> None:
        """Note the keys of an inline table."""
        self.at += 1
        while self.skip(BLANK) < len(self.text) and self.text[self.at] != "}":
            start = self.at
            self.pair(path)
            if self.text.startswith(",", self.skip(BLANK)):
                self.at += 1
            if self.at == start:  # not TOML
                return
        self.at += 1


ESCAPES = {
    "b": "\b",
    "t": "\t",
    "n": "\n",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    '"': '"',
    "\\": "\\",
}
ESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2})|(.))")


def unquoted(match: re.Match[str]) -> str:
    """The key that a part of a dotted key spells."""
    if match["basic"] is None:
        return match["bare"] or match["literal"] or ""

    def character(escape: re.Match[str]) -> str:
        code = int(escape[1] or escape[2] or escape[3] or "0", 16)
        if escape[4] or code > sys.maxunicode:  # there is no such character
            return ESCAPES.get(escape[4], escape[0])
        return chr(code)

    return ESCAPED.sub(character, match["basic"])
