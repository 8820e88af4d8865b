"""From what a person types to the fact that it names."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from talentcli.ask.exact import exact, form_of, in_kinds
from talentcli.corpus import forms
from talentcli.errors import AmbiguousKeyError, UnknownKeyError

MOST_CANDIDATES = 10
LOOSE, CLOSE = 0.3, 0.6
"""Likeness (0 to 1, by difflib) from which a name is worth showing, and worth proposing."""

FULL_SCAN_NAMES = 20_000
"""Up to this many names, near misses are looked for among all of them."""


class Match(NamedTuple):
    """A fact that a key names, and how: by id, name, english, alias, number, prefix or part."""

    id: str
    kind: str
    how: str
    shown: str


def resolve(store: sqlite3.Connection, key: str, kinds: tuple[str, ...] = ()) -> Match:
    """Return the one fact, of one of the kinds if given, that the key names.

    A whole key wins over the beginning of one, and that over a part of one; within those an id
    wins over a name, a name over an alias. Raises UnknownKeyError with near names, or
    AmbiguousKeyError with all that match.
    """
    for way in (whole, beginning, part):
        matches = way(store, key, kinds)
        if len(matches) == 1:
            return matches[0]
        if matches:
            raise ambiguous(store, key, matches)
    raise unknown(store, key, near(store, key, kinds))


def whole(store: sqlite3.Connection, key: str, kinds: tuple[str, ...]) -> list[Match]:
    """The facts of the best rank that the whole key names, one match a fact."""
    return [Match(*row) for row in exact(store, key, kinds)]


def beginning(store: sqlite3.Connection, key: str, kinds: tuple[str, ...]) -> list[Match]:
    """The facts with a key that begins with this one."""
    form = form_of(key)
    if not form:
        return []
    rows = store.execute(
        "SELECT id, kind, 'prefix', shown FROM name "
        f"WHERE form >= ? AND form < ?{in_kinds(kinds)} ORDER BY rank, kind, id",
        (form, form + "\U0010ffff", *kinds),
    )
    return first_by_fact(Match(*row) for row in rows)


def part(store: sqlite3.Connection, key: str, kinds: tuple[str, ...]) -> list[Match]:
    """The facts with a key that contains this one; a single character is too little to tell."""
    form = form_of(key)
    if len(form) < 2:
        return []
    rows = store.execute(
        f"SELECT id, kind, 'part', shown FROM name WHERE instr(form, ?){in_kinds(kinds)} "
        "ORDER BY rank, kind, id",
        (form, *kinds),
    )
    return first_by_fact(Match(*row) for row in rows)


def near(store: sqlite3.Connection, key: str, kinds: tuple[str, ...]) -> list[Match]:
    """The facts whose keys look most like this one, nearest first."""
    # Imported here: only a miss needs it.
    import difflib

    form = form_of(key)
    (count,) = store.execute("SELECT count(*) FROM name").fetchone()
    # A long list is narrowed to the names that begin alike, so that a miss stays cheap.
    begin = form[:2] if count > FULL_SCAN_NAMES else ""
    rows = store.execute(
        "SELECT form, id, kind, 'near', shown FROM name WHERE form >= ? AND form < ?"
        f"{in_kinds(kinds)} ORDER BY rank, kind, id",
        (begin, begin + "\U0010ffff", *kinds),
    ).fetchall()
    shown_by: dict[str, list[Match]] = {}
    for known, *match in rows:
        shown_by.setdefault(known, []).append(Match(*match))
    closest = difflib.get_close_matches(form, shown_by, n=MOST_CANDIDATES, cutoff=LOOSE)
    return first_by_fact(match for known in closest for match in shown_by[known])[:5]


def first_by_fact(matches: Iterable[Match]) -> list[Match]:
    """The first match of each fact, in order."""
    seen: dict[str, Match] = {}
    for match in matches:
        seen.setdefault(match.id, match)
    return list(seen.values())


def ambiguous(store: sqlite3.Connection, key: str, matches: Sequence[Match]) -> AmbiguousKeyError:
    """The error for a key that several facts answer to."""
    shown = [candidate(store, match) for match in matches[:MOST_CANDIDATES]]
    return AmbiguousKeyError(
        f"'{key}' could be any of {len(matches)} facts; give an id or a whole name",
        candidates=shown,
        detail=listed(shown, len(matches)),
    )


def unknown(store: sqlite3.Connection, key: str, matches: Sequence[Match]) -> UnknownKeyError:
    """The error for a key that no fact answers to."""
    # Imported here: only a miss needs it.
    import difflib

    shown = [candidate(store, match) for match in matches]
    best = [forms.fold(match.shown) for match in matches[:1]]
    if difflib.get_close_matches(forms.fold(key), best, cutoff=CLOSE):
        hint = f"did you mean '{matches[0].id}'?"
    else:
        hint = "`talent search` looks in all texts"
    return UnknownKeyError(
        f"no fact called '{key}'; {hint}", candidates=shown, detail=listed(shown, len(shown))
    )


def candidate(store: sqlite3.Connection, match: Match) -> dict[str, str]:
    """The match as an error reports it, with the fact's names."""
    zh, en = store.execute(
        "SELECT name_zh, name_en FROM fact WHERE id = ?", (match.id,)
    ).fetchone()
    return {
        "id": match.id,
        "kind": match.kind,
        "name_zh": zh or "",
        "name_en": en or "",
        "matched": match.how,
        "key": match.shown,
    }


def listed(candidates: Sequence[dict[str, str]], total: int) -> list[str]:
    """One line a candidate, for a person."""
    lines = [
        f"  {c['id']}  {c['name_zh'] or c['name_en']}  ({c['kind']}; {c['matched']}: {c['key']})"
        for c in candidates
    ]
    if total > len(candidates):
        lines.append(f"  and {total - len(candidates)} more")
    return lines
