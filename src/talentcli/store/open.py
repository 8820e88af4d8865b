"""Finding the facts and their compiled store, and telling whether it is still fresh.

On the path of every look-up, so it imports `os` and `sqlite3` only.
"""

import os
import sqlite3
import sys

from talentcli import __version__
from talentcli.corpus.files import fact_files

SCHEMA_VERSION = "4"
RACY_NS = 2_000_000_000
"""A file changed less than two seconds before compiling may change again unseen."""

CHECKED_BYTES = 8 * 2**20
"""Up to this size, reading a whole store through costs a millisecond or two."""

GLANCED_BYTES = 2**20
"""Up to this size, it costs a third of a millisecond, so each look-up does it."""

CRC_AT = slice(60, 64)
"""Where SQLite's header leaves four bytes to the user."""

SHIPPED = "shipped"
"""What stands in the place of folders in the store that an installed package carries."""

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def installed_folder() -> str:
    """Return where an installed package keeps the built-in facts."""
    return os.path.join(PACKAGE, "facts")


def shipped_path() -> str:
    """Return where an installed package keeps the built-in facts compiled."""
    return os.path.join(PACKAGE, "facts.sqlite")


def builtin_folder() -> str:
    """Return the folder of the built-in facts: inside an installed package, or in a checkout."""
    installed = installed_folder()
    if os.path.isdir(installed):
        return installed
    return os.path.join(os.path.dirname(os.path.dirname(PACKAGE)), "facts")


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
    import zlib

    joined = "\0".join(folders).encode("utf-8", "surrogateescape")
    return os.path.join(cache, f"facts-{zlib.crc32(joined):08x}{zlib.adler32(joined):08x}.sqlite")


def as_text(path: str) -> str:
    """A path as text that can be stored, also where its bytes are not UTF-8."""
    return path.encode("utf-8", "backslashreplace").decode()


def connect(path: str) -> sqlite3.Connection:
    """Open a store for reading only. Raises sqlite3.Error when it cannot be opened."""
    from_uri = "file:" + path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return sqlite3.connect(from_uri + "?mode=ro", uri=True)


def files_of(folders: list[str]) -> dict[tuple[int, str], tuple[int, int]]:
    """Return (layer, path below its folder) → (size, mtime_ns) of every fact file."""
    return {
        (layer, path): status
        for layer, folder in enumerate(folders)
        for path, status in fact_files(folder).items()
    }


def changed_files(
    store: sqlite3.Connection,
    folders: list[str],
    files: dict[tuple[int, str], tuple[int, int]],
) -> set[tuple[int, str]] | None:
    """Return the files that are not, or not for certain, as they were when the store was compiled.

    None when files came or went, or the store was compiled by another program or of other
    folders. Raises sqlite3.Error or ValueError when it is damaged or is none of ours.
    """
    meta = dict(store.execute("SELECT key, value FROM meta"))
    if (
        meta.get("schema") != SCHEMA_VERSION
        or meta.get("program") != __version__
        or meta.get("folders") != as_text("\0".join(folders))
    ):
        return None
    rows = store.execute("SELECT layer, path, size, mtime_ns FROM file")
    known = {(layer, path): (size, when) for layer, path, size, when in rows}
    there = {(layer, as_text(path)): (layer, path) for layer, path in files}
    if known.keys() != there.keys():
        return None
    certain = int(meta.get("built_ns") or 0) - RACY_NS
    return {
        file
        for key, file in there.items()
        if files[file] != known[key] or files[file][1] >= certain
    }


def open_fresh(folders: list[str]) -> sqlite3.Connection | None:
    """Open the compiled store of these folders; None when it is missing, stale or damaged."""
    if folders == [installed_folder()] and (store := open_shipped(folders[0])) is not None:
        return store
    path = store_path(folders)
    if path is None or not os.path.isfile(path):
        return None
    try:
        if not is_whole(path, GLANCED_BYTES):
            return None
        store = connect(path)
        if changed_files(store, folders, files_of(folders)) == set():
            return store
        store.close()
    except (OSError, sqlite3.Error, ValueError):
        return None
    return None


def open_sound(folders: list[str]) -> sqlite3.Connection | None:
    """Open a fresh store that holds together all through; None when there is none.

    Listing and searching read pages that a look-up never sees. A large store is not read through;
    damage in it shows when it is met.
    """
    store = open_fresh(folders)
    if store is None:
        return None
    (_, _, path) = store.execute("PRAGMA database_list").fetchone()
    if is_whole(path):
        return store
    store.close()
    return None


def is_whole(path: str, most: int = CHECKED_BYTES) -> bool:
    """True when a store is to the byte as it was published; a large one is not looked through."""
    if os.path.getsize(path) > most:
        return True
    with open(path, "rb") as file:
        data = file.read()
    return data[CRC_AT] == crc_of(data)


def crc_of(data: bytes) -> bytes:
    """The CRC-32 of a store without the four bytes in its header that keep it."""
    import zlib

    crc = zlib.crc32(data[CRC_AT.stop :], zlib.crc32(data[: CRC_AT.start]))
    return crc.to_bytes(4, "big")


def discard() -> None:
    """Remove all compiled stores from the cache; they are compiled again when needed."""
    folder = cache_folder()
    if folder is None or not os.path.isdir(folder):
        return
    for name in os.listdir(folder):
        if name.startswith("facts-") and name.endswith(".sqlite"):
            try:
                os.unlink(os.path.join(folder, name))
            except OSError:
                continue


def open_shipped(folder: str) -> sqlite3.Connection | None:
    """Open the store that an installed package carries for its facts, where it still fits them.

    Installing sets new times, so the sizes of the files must do.
    """
    path = shipped_path()
    if not os.path.isfile(path):
        return None
    try:
        store = connect(path)
        meta = dict(store.execute("SELECT key, value FROM meta"))
        known = dict(store.execute("SELECT path, size FROM file"))
        sizes = {name: size for name, (size, _) in fact_files(folder).items()}
        wanted = (SCHEMA_VERSION, __version__, SHIPPED)
        marks = (meta.get("schema"), meta.get("program"), meta.get("folders"))
        if marks == wanted and known == sizes:
            return store
        store.close()
    except sqlite3.Error:
        return None
    return None
