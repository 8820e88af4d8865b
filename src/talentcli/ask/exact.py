"""Whole keys and bare fields: all that the front door answers, so nothing heavy is imported."""

import sqlite3
import zlib

from talentcli.corpus import forms

Row = tuple[str, str, str, str]
"""Id, kind, how the key names it, the key as written."""

NOT_IN_PATHS = {ord('"'): None, 0: None}
"""What would end a path before its end."""


def exact(store: sqlite3.Connection, key: str, kinds: tuple[str, ...] = ()) -> list[Row]:
    """Return the facts that the whole key names, each once, at the best rank that has any.

    An id wins over a name, a name over an alias, all else over a source. `kinds` narrows; none
    means any.
    """
    rows = store.execute(
        f"SELECT id, kind, how, shown, rank FROM name WHERE form = ?{in_kinds(kinds)} "
        "ORDER BY rank, kind, id",
        (form_of(key), *kinds),
    ).fetchall()
    found = {row[0]: row[:4] for row in reversed(rows) if row[4] == rows[0][4]}
    best = list(reversed(found.values()))
    if kinds:
        return best
    # A document is a source and a policy by one name; what it says is asked for more often.
    return [row for row in best if row[1] != "source"] or best


def form_of(key: str) -> str:
    """The form that a key is looked up by; bytes that are no text become question marks."""
    return forms.fold(key).encode("utf-8", "replace").decode()


def in_kinds(kinds: tuple[str, ...], column: str = "kind") -> str:
    """The SQL condition that a row is of one of the kinds; none means any."""
    return f" AND {column} IN ({', '.join('?' * len(kinds))})" if kinds else ""


def record(store: sqlite3.Connection, key: str, kind: str) -> str | None:
    """Return the JSON of the one fact of the kind that the whole key names, else None.

    A damaged store answers nothing.
    """
    try:
        found = exact(store, key, (kind,))
        return text_of(store, found[0][0]) if len(found) == 1 else None
    except sqlite3.DatabaseError:
        return None


def field(store: sqlite3.Connection, target: str) -> str | None:
    """Return the bare text of `KEY.field`, or of the whole record for a KEY alone, else None.

    A damaged store answers nothing.
    """
    try:
        for key, path in splits(target):
            found = exact(store, key)
            if found:
                return bare(store, found[0][0], path) if len(found) == 1 else None
    except sqlite3.DatabaseError:
        return None
    return None


def text_of(store: sqlite3.Connection, fact_id: str) -> str:
    """Return the JSON of a fact. Raises sqlite3.DatabaseError when it is not as it was written."""
    row = store.execute("SELECT json, crc FROM fact WHERE id = ?", (fact_id,)).fetchone()
    if row is None:
        raise sqlite3.DatabaseError(f"'{fact_id}' is not where it should be")
    text = checked(*row)
    # The index that led here is not under the checksum of the record.
    if f'"id":"{fact_id}"' not in text[: len(fact_id) + 40]:
        raise sqlite3.DatabaseError(f"'{fact_id}' is not where it should be")
    return text


def checked(text: str, crc: int) -> str:
    """The text, which must have this CRC-32. Raises sqlite3.DatabaseError when it has not."""
    if not isinstance(text, str) or zlib.crc32(text.encode()) != crc:
        raise sqlite3.DatabaseError("a record is not as it was written")
    return text


def splits(target: str) -> list[tuple[str, str]]:
    """Every way to read `KEY.field`, the longest key first: a key may hold dots itself."""
    dots = [i for i, character in enumerate(target) if character == "."]
    return [(target, ""), *((target[:i], target[i + 1 :]) for i in reversed(dots))]


def bare(store: sqlite3.Connection, fact_id: str, path: str) -> str | None:
    """Return one field as plain text: strings without quotes, numbers exact, null as nothing.

    The path is dotted, with list positions as numbers. A metric also answers with the fields of
    the observation to quote. Lists, tables and whole records come as JSON. None when there is no
    such field. Raises sqlite3.DatabaseError for a damaged record.
    """
    text = text_of(store, fact_id)
    if not path:
        return text
    (current,) = store.execute("SELECT ? ->> '$.current'", (text,)).fetchone()
    paths = [path] if current is None else [path, f"observations.{current}.{path}"]
    for each in paths:
        where = json_path(each)
        row = store.execute(
            "SELECT json_type(json, ?1), json -> ?1, json ->> ?1 FROM fact WHERE id = ?2",
            (where, fact_id),
        ).fetchone()
        if row[0] is not None:
            return str({"null": "", "text": row[2]}.get(row[0], row[1]))
    return None


def json_path(path: str) -> str:
    """A dotted path in SQLite's spelling: `measures.0.text` is `$."measures"[0]."text"`."""
    steps = path.translate(NOT_IN_PATHS).encode("utf-8", "replace").decode().split(".")
    return "$" + "".join(f"[{int(s)}]" if is_position(s) else f'."{s}"' for s in steps)


def is_position(step: str) -> bool:
    """Whether a step numbers a place in a list; no list is so long that ten digits would."""
    return step.isdecimal() and len(step) < 10
