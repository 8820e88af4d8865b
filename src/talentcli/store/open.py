"""Finding the facts and their compiled store, and telling whether it is still fresh.

On the path of every look-up, so it imports `os`, `sqlite3` and `zlib` only.
"""

import os
import sqlite3
import sys
import zlib

from talentcli import __version__
from talentcli.corpus.files import fact_files

SCHEMA_VERSION = "1"
RACY_NS = 2_000_000_000
"""A file changed less than two seconds before compiling may change again unseen."""


def builtin_folder() -> str:
    """Return the folder of the built-in facts: inside an installed package, or in a checkout."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    installed = os.path.join(package, "facts")
    if os.path.isdir(installed):
        return installed
    return os.path.join(os.path.dirname(os.path.dirname(package)), "facts")


def fact_folders(overlays: list[str] | None = None) -> list[str]:
    """Return the absolute folders that hold the facts, each lying over the ones before it.

    The built-in facts come first (unless `TALENT_NO_BUILTIN` is set), then the user's own folder
    if there is one, then the folders of `TALENT_FACTS`, then `overlays` (from `--facts`).
    """
    folders = [] if os.environ.get("TALENT_NO_BUILTIN") else [builtin_folder()]
    config = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    own = os.path.join(config, "talent", "facts")
    if os.path.isdir(own):
        folders.append(own)
    listed = os.environ.get("TALENT_FACTS", "")
    folders += [folder for folder in listed.split(os.pathsep) if folder]
    folders += overlays or []
    return [os.path.abspath(folder) for folder in folders]


def cache_folder() -> str | None:
    """Return the folder for compiled stores by the platform's custom; None without a home."""
    chosen = os.environ.get("XDG_CACHE_HOME")
    if not chosen:
        if sys.platform == "win32":
            chosen = os.environ.get("LOCALAPPDATA")
        else:
            home = os.path.expanduser("~")
            below = "Library/Caches" if sys.platform == "darwin" else ".cache"
            chosen = os.path.join(home, below) if os.path.isabs(home) else None
    return os.path.join(chosen, "talent") if chosen else None


def store_path(folders: list[str]) -> str | None:
    """Return where the store compiled from these folders is kept; None where nothing can be."""
    cache = cache_folder()
    if cache is None:
        return None
    joined = "\0".join(folders).encode("utf-8", "surrogateescape")
    return os.path.join(cache, f"facts-{zlib.crc32(joined):08x}{zlib.adler32(joined):08x}.sqlite")


def connect(path: str) -> sqlite3.Connection:
    """Open a store for reading only. Raises sqlite3.Error when it cannot be opened."""
    from_uri = "file:" + path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return sqlite3.connect(from_uri + "?mode=ro", uri=True)


def is_fresh(store: sqlite3.Connection, folders: list[str]) -> bool:
    """True when the store was compiled by this program from exactly these files as they are.

    Raises sqlite3.Error when the store is damaged or is none of ours.
    """
    meta = dict(store.execute("SELECT key, value FROM meta"))
    if (
        meta.get("schema") != SCHEMA_VERSION
        or meta.get("program") != __version__
        or meta.get("folders") != "\0".join(folders)
    ):
        return False
    files = fact_files(folders)
    known = {path: (size, when) for path, size, when in store.execute("SELECT * FROM file")}
    if files != known:
        return False
    newest = max((when for _, when in files.values()), default=0)
    return newest < int(meta["built_ns"]) - RACY_NS


def open_fresh(folders: list[str]) -> sqlite3.Connection | None:
    """Open the compiled store of these folders; None when it is missing, stale or damaged."""
    path = store_path(folders)
    if path is None or not os.path.isfile(path):
        return None
    try:
        store = connect(path)
        if is_fresh(store, folders):
            return store
        store.close()
    except (sqlite3.Error, KeyError, ValueError, UnicodeError):
        return None
    return None
