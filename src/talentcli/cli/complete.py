"""What may come next on a command line: commands, options, values, keys.

Each TAB is a whole run of the program, so this is answered by the front door and imports nothing
but the store. The table of options restates what Typer knows; a test holds the two together.
"""

import os
import sqlite3
from itertools import pairwise

from talentcli.ask.exact import form_of, in_kinds
from talentcli.corpus.kinds import KIND_BITS
from talentcli.corpus.kinds import KINDS as ALL

COMMANDS = {
    "stat": "figures",
    "policy": "policies",
    "qualification": "vocational qualifications",
    "profile": "experts",
    "programme": "programmes and platforms",
    "timeline": "events in order of time",
    "check": "whether qualifications stand",
    "search": "facts that say a word",
    "get": "bare values",
    "source": "sources",
    "lint": "check fact files",
    "schema": "JSON Schema",
    "completion": "completion for a shell",
}

KINDS = {
    "stat": ("metric",),
    "policy": ("policy",),
    "qualification": ("qualification",),
    "profile": ("expert",),
    "programme": ("programme",),
    "timeline": ("milestone",),
    "source": ("source",),
    "check": ("qualification",),
    "get": (),
}
"""Command → the kinds of facts that its keys name; none means any."""

FILTERED = {command: kinds for command, kinds in KINDS.items() if command != "timeline"}
"""Command → the kinds of facts that its filters pick from; without one, any."""

RECORDS = (
    *ALL,
    "count",
    "tally",
    "derived",
    "standing",
    "event",
    "hit",
    "overview",
    "problem",
    "field",
)

Options = dict[str, tuple[str, ...] | None]
"""Option → the values it takes: a few known ones, any (empty), or none at all (None)."""

SHOWN: Options = {
    "--format": ("table", "plain", "json", "jsonl", "csv", "tsv", "markdown"),
    "--json": None,
    "--jsonl": None,
    "--csv": None,
    "--fields": (),
    "--lang": ("zh", "en"),
    "--color": ("auto", "always", "never"),
    "--width": (),
    "--ascii": None,
    "--excel": None,
    "--no-pager": None,
}

FACETS = ("topic", "theme", "region", "issuer", "source", "status", "batch")
NARROWING: Options = {
    **{f"--{facet}": () for facet in FACETS},
    "--since": (),
    "--until": (),
    "--as-of": (),
    "--year": (),
    "--during": (),
    "--min": (),
    "--max": (),
    "--undecided": None,
    "--count-by": FACETS,
    "--sort": ("id", "name", "date", "value", "-id", "-name", "-date", "-value"),
    "--limit": (),
}
OVERLAYS: Options = {"--facts": ()}
HELP: Options = {"--help": None}
LISTING: Options = {**NARROWING, **SHOWN, **OVERLAYS, **HELP}

OPTIONS: dict[str, Options] = {
    "": {**SHOWN, **OVERLAYS, "--version": None, **HELP},
    "stat": {
        **LISTING,
        "--per": (),
        "--share-of": (),
        "--growth": None,
        "--chart": None,
        "--sparkline": None,
        "--disputed": None,
    },
    "policy": LISTING,
    "qualification": LISTING,
    "profile": LISTING,
    "programme": LISTING,
    "source": {**LISTING, "--summary": None},
    "timeline": {**LISTING, "--kind": ALL, "--undated": None},
    "check": {
        **{option: known for option, known in SHOWN.items() if option != "--csv"},
        "--csv": (),
        "--column": (),
        "--as-of": (),
        **OVERLAYS,
        **HELP,
    },
    "search": {**SHOWN, **OVERLAYS, "--kind": ALL, "--limit": (), **HELP},
    "get": {**OVERLAYS, "--human": None, "--lang": ("zh", "en"), **HELP},
    "lint": {**SHOWN, **HELP},
    "schema": HELP,
    "completion": HELP,
}
"""Command → its options and their values; '' stands for no command yet."""

MOST = 200
"""Candidates offered at a time."""

Candidate = tuple[str, str]
"""What would be inserted, and a word about it."""

Row = tuple[str, str, str]
"""The same from the store, and the id of the fact that is meant, if it is one."""


def candidates(words: list[str]) -> list[Candidate]:
    """Return what can stand in the place of the last word, given the words before it.

    Keys and the words of filters come from the store of the facts in use; where that cannot be
    opened there are none.
    """
    *before, typed = words or [""]
    if typed.startswith("--") and "=" in typed:  # zsh and fish leave --option=value whole
        option, _, value = typed.partition("=")
        joined = candidates([*before, option, value]) if option in options_of(before) else []
        return [(f"{option}={shown}", about) for shown, about in joined]
    if typed == "=" or before[-1:] == ["="]:  # bash takes it apart
        before, typed = [word for word in before if word != "="], typed.removeprefix("=")
    command, options = command_of(before), options_of(before)
    overlays = [os.path.expanduser(b) for a, b in pairwise(before) if a == "--facts"]
    previous = before[-1] if before else ""
    if (known := options.get(previous)) is not None:
        facet = previous.removeprefix("--")
        if facet in FACETS:
            return facet_words(facet, typed, FILTERED.get(command, ()), overlays)
        return [(value, "") for value in known if value.startswith(typed)]
    if typed.startswith("-"):
        return [(option, "") for option in sorted(options) if option.startswith(typed)]
    if not command:
        return [(name, text) for name, text in COMMANDS.items() if name.startswith(typed)]
    if command in KINDS:
        return keys(typed, KINDS[command], overlays)
    known = {"schema": RECORDS, "completion": ("bash", "zsh", "fish")}.get(command, ())
    return [(value, "") for value in known if value.startswith(typed)]


def command_of(before: list[str]) -> str:
    """The command among the words, none of which is the value of an option; '' for none."""
    taking = OPTIONS[""]
    for previous, word in pairwise(["", *before]):
        if word in COMMANDS and taking.get(previous) is None:
            return word
    return ""


def options_of(before: list[str]) -> Options:
    """The options that can stand after these words."""
    return OPTIONS[command_of(before)]


def facet_words(
    facet: str, typed: str, kinds: tuple[str, ...], overlays: list[str]
) -> list[Candidate]:
    """The words of a facet that begin as typed and that facts of the kinds are filed under."""
    form = form_of(typed)
    # Facts are numbered kind by kind, so a range of numbers is a kind.
    numbers = [ALL.index(kind) for kind in kinds]
    ranges = " OR ".join("n >= ? AND n < ?" for _ in numbers) or "1"
    bounds = [bound << KIND_BITS for number in numbers for bound in (number, number + 1)]
    rows = ask(
        "SELECT min(shown), '', '' FROM word WHERE facet = ? AND form >= ? AND form < ? "
        "AND EXISTS (SELECT 1 FROM facet f WHERE f.facet = word.facet AND f.word = word.word "
        f"AND ({ranges})) GROUP BY form ORDER BY form LIMIT ?",
        (facet, form, form + "\U0010ffff", *bounds, MOST),
        overlays,
    )
    return [(shown, about) for shown, about, _ in rows]


def keys(typed: str, kinds: tuple[str, ...], overlays: list[str]) -> list[Candidate]:
    """The keys that begin as typed: ids and Chinese names before anything is typed.

    Later each fact is offered once, by its best key, and keys that begin so to the letter alone
    where there are any: a shell fills in only what all candidates share.
    """
    form = form_of(typed)
    ranks = "" if form else " AND how IN ('id', 'name')"
    rows = ask(
        "SELECT name.shown, coalesce(fact.name_zh, fact.name_en), name.id FROM name "
        f"JOIN fact ON fact.id = name.id WHERE form >= ? AND form < ?"
        f"{in_kinds(kinds, 'name.kind')}{ranks} ORDER BY rank, form LIMIT ?",
        (form, form + "\U0010ffff", *kinds, MOST),
        overlays,
    )
    if form:
        rows = [row for row in rows if row[0].startswith(typed)] or rows
        best: dict[str, Row] = {}
        for row in rows:
            best.setdefault(row[2], row)
        rows = list(best.values())
    return [(shown, about) for shown, about, _ in rows]


def ask(query: str, parameters: tuple[str | int, ...], overlays: list[str]) -> list[Row]:
    """The rows of a question to the store of the facts in use; none where it cannot be opened."""
    store = opened(overlays)
    if store is None:
        return []
    try:
        return store.execute(query, parameters).fetchall()
    except sqlite3.Error:
        return []


def opened(overlays: list[str]) -> sqlite3.Connection | None:
    """The store, compiled first where it is stale; None where the facts are broken."""
    from talentcli.store.open import fact_folders, open_fresh

    folders = fact_folders(overlays)
    store = open_fresh(folders)
    if store is not None:
        return store
    from talentcli.errors import BadFactsError
    from talentcli.store.build import open_store

    try:
        return open_store(folders)
    except BadFactsError:
        return None


def lines(words: list[str]) -> str:
    """The candidates as the shell scripts read them: a line each, a tab before the word about it.

    A key that holds a tab or a line end cannot be offered.
    """
    return "".join(
        f"{shown}\t{about}\n"
        for shown, about in candidates(words)
        if shown.isprintable() and about.isprintable()
    )
