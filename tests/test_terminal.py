"""What a person at a terminal gets: tables, a pager for what is taller, the first hundred rows."""

from pathlib import Path

from test_readme import in_terminal

SHOUT = "PAGER='tr a-z A-Z'"
"""A pager that leaves a mark on what went through it."""


def test_a_terminal_gets_a_table(home: Path) -> None:
    shown = in_terminal("talent stat --limit 2", home)
    assert "─" * 60 in shown
    assert "\t" not in shown


def test_what_is_taller_goes_through_the_pager(home: Path) -> None:
    assert "RENCAI-2021" in in_terminal(f"{SHOUT} talent stat", home)
    assert "rencai-2021" in in_terminal(f"{SHOUT} talent stat --limit 2", home)
    assert "rencai-2021" in in_terminal(f"{SHOUT} talent stat --no-pager", home)
    assert "rencai-2021" in in_terminal(f"{SHOUT} talent stat | cat", home)
    assert "rencai-2021" in in_terminal("PAGER=no-such-pager talent stat", home)


def test_a_terminal_gets_the_first_hundred_rows(home: Path) -> None:
    shown = in_terminal("talent qualification --no-pager", home)

    assert "the first 100 are shown, there are more (--limit N)" in shown
    assert "130 in all" in in_terminal("talent qualification --no-pager --limit 1000", home)
    assert len(in_terminal("talent qualification | cat", home).splitlines()) == 131


def test_compiling_tells_of_itself_only_when_it_takes_long(home: Path) -> None:
    assert "compiling" not in in_terminal("XDG_CACHE_HOME=$PWD/cold talent stat --limit 1", home)
