"""Which files hold facts. On the path of every look-up, so it imports `os` only."""

import os


def fact_files(folders: list[str]) -> dict[str, tuple[int, int]]:
    """Return path → (size, mtime_ns) of every fact file below the folders, in no given order.

    Fact files end in `.toml`. Hidden names are skipped, links to folders are not followed, and
    what cannot be looked at is left out.
    """
    found: dict[str, tuple[int, int]] = {}
    todo = list(folders)
    while todo:
        try:
            entries = list(os.scandir(todo.pop()))
        except OSError:
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                todo.append(entry.path)
            elif entry.name.endswith(".toml"):
                status = entry.stat(follow_symlinks=False)
                found[entry.path] = (status.st_size, status.st_mtime_ns)
    return found
