"""Golden screens: what a person sees, at several widths, in both languages.

The golden files hold whole screens of the fictitious facts; `pytest --bless` writes them anew.
"""

import re
from pathlib import Path

import pytest

from conftest import Run
from talentcli.show.layout import width

GOLDEN = Path(__file__).parent / "golden"

WIDTHS = (60, 80, 140)

SCREENS = {
    "overview": [],
    "stat": ["stat"],
    "stat-disputed": ["stat", "lumeria-allowance"],
    "policy": ["policy"],
    "policy-open-list": ["policy", "lamp-rules"],
    "qualification": ["qualification"],
    "profile": ["profile", "deng-ming"],
    "programme": ["programme"],
    "milestone": ["timeline", "silent-bell"],
    "source": ["source", "lumeria-yearbook"],
    "timeline": ["timeline", "--since", "2015", "--until", "2020"],
    "search": ["search", "人才"],
    "stat-series": ["stat", "lumeria-professionals"],
    "stat-chart": ["stat", "lumeria-professionals", "--chart"],
    "stat-chart-gaps": ["stat", "lumeria-graduates-share", "--chart"],
    "stat-sparkline": ["stat", "--sparkline", "--topic", "workforce"],
    "stat-growth": ["stat", "lumeria-professionals", "--growth"],
    "stat-disputed-only": ["stat", "--disputed"],
    "source-summary": ["source", "--summary"],
}


CHECKS = {
    "check-in-force": (["check", "雾号员"], 0),
    "check-abolished": (["check", "灯芯员证书"], 3),
    "check-replaced": (["check", "bell-ringer"], 3),
    "check-unknown": (["check", "点灯员"], 4),
    "check-several": (["check", "雾号员", "剪灯芯员", "敲钟员", "点灯员"], 3),
    "check-on-a-day": (["check", "剪灯芯员", "--as-of", "2013"], 0),
}
"""Golden file → command and exit code."""


def screens(mini: Run, arguments: list[str], code: int = 0) -> str:
    """The screen of a command at every width in both languages, each under its command line."""
    shown = []
    for lang in ("zh", "en"):
        for cells in WIDTHS:
            options = ["--lang", lang, "--width", str(cells), "--format", "table"]
            ran = mini(*arguments, *options)
            assert ran.code == code
            assert ran.err == ""
            shown.append(f"$ talent {' '.join([*arguments, *options])}\n{ran.out}")
    return "\n".join(shown)


@pytest.mark.parametrize("name", [*SCREENS, *CHECKS])
def test_screen(name: str, mini: Run, bless: bool) -> None:
    golden = GOLDEN / f"{name}.txt"
    now = screens(mini, *CHECKS[name]) if name in CHECKS else screens(mini, SCREENS[name])
    if bless:
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(now, "utf-8")
    assert now == golden.read_text("utf-8"), "run pytest --bless and read the difference"


@pytest.mark.parametrize("name", [*SCREENS, *CHECKS])
def test_no_line_sticks_out(name: str) -> None:
    cells = 0
    for line in (GOLDEN / f"{name}.txt").read_text("utf-8").splitlines():
        if found := re.match(r"\$ talent .*--width (\d+)", line):
            cells = int(found[1])
        else:
            assert width(line) <= cells, line


@pytest.mark.parametrize(
    "key", ["qualifications-abolished", "bachelor-share", "qualification-reduction"]
)
def test_disagreements_of_the_built_in_facts(key: str, run: Run, bless: bool) -> None:
    golden = GOLDEN / f"disputed-{key}.txt"
    now = screens(run, ["stat", key])
    if bless:
        golden.write_text(now, "utf-8")
    assert now == golden.read_text("utf-8"), "run pytest --bless and read the difference"


def test_pipes_get_plain_rows(mini: Run, bless: bool) -> None:
    golden = GOLDEN / "plain.txt"
    commands = [["stat"], ["stat", "lumeria-allowance"], ["timeline"], ["search", "人才"]]
    now = "\n".join(f"$ talent {' '.join(c)} | cat\n{mini(*c).out}" for c in commands)
    if bless:
        golden.write_text(now, "utf-8")
    assert now == golden.read_text("utf-8"), "run pytest --bless and read the difference"
