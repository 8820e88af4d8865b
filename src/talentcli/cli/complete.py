"""What may come next on a command line: commands, options, values, keys.

Each TAB is a whole run of the program, so this is answered by the front door and imports nothing
but the store. The table of options restates what Typer knows; a test holds the two together.
"""

import sqlite3

from talentcli.ask.exact import form_of, in_kinds
from talentcli.corpus.kinds import KINDS as ALL

COMMANDS = {
    "stat": "figures",
    "policy": "policies",
    "qualification": "vocational qualifications",
    "profile": "experts",
    "programme": "programmes and platforms",
    "timeline": "events in order of time",
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
    "get": (),
}
"""Command → the kinds of facts that its keys name; none means any."""

RECORDS = (*ALL, "event", "hit", "overview", "problem", "field")

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
    "--min": (),
    "--max": (),
    "--undecided": None,
    "--sort": ("id", "name", "date", "value", "-id", "-name", "-date", "-value"),
    "--limit": (),
}
OVERLAYS: Options = {"--facts": ()}
HELP: Options = {"--help": None}
LISTING: Options = {**NARROWING, **SHOWN, **OVERLAYS, **HELP}

OPTIONS: dict[str, Options] = {
    "": {**SHOWN, **OVERLAYS, "--version": None, **HELP},
    "stat": LISTING,
    "policy": LISTING,
    "qualification": LISTING,
    "profile": LISTING,
    "programme": LISTING,
    "source": LISTING,
    "timeline": {**LISTING, "--kind": ALL, "--undated": None},
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


def candidates(words: list[str]) -> list[Candidate]:
    """Return what can stand in the place of the last word, given the words before it.

    Keys and the words of filters come from the store of the facts in use; where that cannot be
    opened there are none.
    """
    *before, typed = words or [""]
    command = next((word for word in before if word in COMMANDS), "")
    options = OPTIONS[command]
    previous = before[-1] if before else ""
    if (known_values := options.get(previous)) is not None:
        return values(previous, known_values, typed)
    if typed.startswith("-"):
        return [(option, "") for option in sorted(options) if option.startswith(typed)]
    if not command:
        return [(name, text) for name, text in COMMANDS.items() if name.startswith(typed)]
    if command in KINDS:
        return keys(typed, KINDS[command])
    known = {"schema": RECORDS, "completion": ("bash", "zsh", "fish")}.get(command, ())
    return [(value, "") for value in known if value.startswith(typed)]


def values(option: str, known: tuple[str, ...], typed: str) -> list[Candidate]:
    """The values of an option that begin as typed."""
    facet = option.removeprefix("--")
    if facet not in FACETS:
        return [(value, "") for value in known if value.startswith(typed)]
    form = form_of(typed)
    return ask(
        "SELECT min(shown), '' FROM word WHERE facet = ? AND form >= ? AND form < ? "
        "GROUP BY form ORDER BY form LIMIT ?",
        (facet, form, form + "\U0010ffff", MOST),
    )


def keys(typed: str, kinds: tuple[str, ...]) -> list[Candidate]:
    """The keys that begin as typed: ids and Chinese names before anything is typed."""
    form = form_of(typed)
    ranks = "" if form else " AND how IN ('id', 'name')"
    return ask(
        "SELECT name.shown, coalesce(fact.name_zh, fact.name_en) FROM name "
        f"JOIN fact ON fact.id = name.id WHERE form >= ? AND form < ?"
        f"{in_kinds(kinds, 'name.kind')}{ranks} ORDER BY rank, form LIMIT ?",
        (form, form + "\U0010ffff", *kinds, MOST),
    )


def ask(query: str, parameters: tuple[str | int, ...]) -> list[Candidate]:
    """The rows of a question to the store of the facts in use; none where it cannot be opened."""
    store = opened()
    if store is None:
        return []
    try:
        return store.execute(query, parameters).fetchall()
    except sqlite3.Error:
        return []


def opened() -> sqlite3.Connection | None:
    """The store, compiled first where it is stale; None where the facts are broken."""
    from talentcli.store.open import fact_folders, open_fresh

    folders = fact_folders()
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
