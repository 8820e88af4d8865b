"""Which files hold facts. On the path of every look-up, so it imports `os` only."""

import os


def fact_files(folder: str) -> dict[str, tuple[int, int]]:
    """Return path → (size, mtime_ns) of every fact file below the folder, in no given order.

    Paths are relative to the folder. Fact files end in `.toml`. Hidden names are skipped, links
    to folders are not followed; a file that cannot be looked at has size and time 0.
    """
    found: dict[str, tuple[int, int]] = {}
    todo = [folder]
    start = len(os.path.join(folder, ""))
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
                found[entry.path[start:]] = size_and_time(entry)
    return found


def size_and_time(entry: "os.DirEntry[str]") -> tuple[int, int]:
    """Size and time of the last change of a file, or of what a link leads to."""
    try:
        status = entry.stat()
    except OSError:
        return 0, 0
    return status.st_size, status.st_mtime_ns
