"""A module imports only from the layers below its own."""

import ast
from pathlib import Path

import pytest

from conftest import ROOT

SOURCE = ROOT / "src" / "talentcli"

LAYERS = ["errors", "corpus", "store", "ask", "audit", "show", "export", "cli"]
"""From the lowest; `__init__` stands below all, `__main__` above all."""

HOMES = {"typer": {"cli"}, "rich": {"show"}, "tomli": {"corpus/load.py"}}
"""Libraries that only one layer, or one module, may import."""

MODULES = sorted(SOURCE.rglob("*.py"))


def layer(name: str) -> int:
    """The height of a module of the package, by its dotted name below `talentcli`."""
    top = name.split(".")[0]
    if top in ("", "__init__", "__version__"):
        return -1
    return len(LAYERS) if top == "__main__" else LAYERS.index(top)


def imported(path: Path) -> set[str]:
    """The dotted names of all modules that a file imports, at its top or inside functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names |= {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_point_down(path: Path) -> None:
    own = ".".join(path.relative_to(SOURCE).with_suffix("").parts)
    for name in imported(path):
        if name.startswith("talentcli."):
            below = name.removeprefix("talentcli.")
            if below.split(".")[0] in {"__version__"}:
                continue
            assert layer(below) <= layer(own), f"{own} imports {name}, which lies above it"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_libraries_stay_home(path: Path) -> None:
    relative = path.relative_to(SOURCE).as_posix()
    for name in imported(path):
        homes = HOMES.get(name.split(".")[0])
        if homes is not None:
            assert relative in homes or relative.split("/")[0] in homes, f"{relative}: {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_nothing_prints(path: Path) -> None:
    calls = [
        node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if called(node, "print")
    ]
    assert not calls


def called(node: ast.AST, name: str) -> bool:
    """Whether a node calls the function of this name."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name


def test_there_is_something_to_check() -> None:
    assert len(MODULES) > 20
