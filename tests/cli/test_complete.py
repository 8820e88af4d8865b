"""What a TAB offers: by the program, by its table of options, and in real shells."""

import os
import shlex
import shutil
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import MINI, TALENT, Run, environment
from talentcli.ask.select import SORTS
from talentcli.cli import complete
from talentcli.cli.app import COMMANDS, app
from talentcli.cli.complete import MOST, OPTIONS, candidates, lines
from talentcli.cli.completion import SCRIPTS
from talentcli.corpus.kinds import KINDS
from talentcli.show.schemas import MODULES

LONG_AGO = 1_500_000_000

SOURCE = '[[source]]\nid = "s"\ntitle = { zh = "来源" }\ngrade = "A"\n'

METRIC = """
[[metric]]
id = "m-{n:04}"
name = {{ zh = "指标{n:04}" }}
aliases = {aliases}
topic = "workforce"
unit = "person"

  [[metric.observation]]
  value = 1
  stated = "1人"
  source = "s"
"""


def put(folder: Path, text: str) -> Path:
    """Write a folder of facts, as of long ago."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "facts.toml").write_text(text, "utf-8")
    os.utime(folder / "facts.toml", (LONG_AGO, LONG_AGO))
    return folder


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The fictitious facts are those in use."""
    root = tmp_path_factory.mktemp("completing")
    for path in shutil.copytree(MINI, root / "facts").rglob("*.toml"):
        os.utime(path, (LONG_AGO, LONG_AGO))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TALENT_NO_BUILTIN", "1")
        patch.setenv("TALENT_FACTS", str(root / "facts"))
        patch.setenv("XDG_CACHE_HOME", str(root / "cache"))
        patch.setenv("XDG_CONFIG_HOME", str(root / "config"))
        yield


def offered(*words: str) -> list[str]:
    """What is offered in the place of the last word."""
    return [line.split("\t")[0] for line in lines(list(words)).splitlines()]


# --- The table of options is the tree of Typer --------------------------------------------------


def parameters(name: str) -> list[Any]:
    """The parameters of a command as Typer has them; '' is the program itself."""
    group: Any = typer.main.get_command(app)
    command = group.get_command(None, name) if name else group
    return [*command.params, command.get_help_option(typer.Context(command))]


def test_commands_are_those_of_typer() -> None:
    assert list(complete.COMMANDS) == list(COMMANDS)
    assert {*OPTIONS} == {"", *COMMANDS}


@pytest.mark.parametrize("command", OPTIONS)
def test_options_are_those_of_typer(command: str) -> None:
    there = {
        option: takes_value
        for parameter in parameters(command)
        if parameter.param_type_name == "option"
        for option in parameter.opts
        for takes_value in [not (parameter.is_flag or parameter.count)]
    }
    assert {option: values is not None for option, values in OPTIONS[command].items()} == there


@pytest.mark.parametrize("command", OPTIONS)
def test_values_are_those_of_typer(command: str) -> None:
    for parameter in parameters(command):
        choices = getattr(parameter.type, "choices", None)
        if parameter.param_type_name == "option":
            for option in parameter.opts:
                if choices is not None:
                    assert OPTIONS[command][option] == tuple(choices)
        elif choices is not None:
            assert offered(command, "") == list(choices)


@pytest.mark.parametrize("command", OPTIONS)
def test_every_parameter_has_a_help_text(command: str) -> None:
    for parameter in parameters(command):
        if parameter.param_type_name == "option" or command:
            assert parameter.help, parameter.name


def test_words_that_typer_does_not_know_of_are_right() -> None:
    assert offered("schema", "") == list(MODULES)
    assert offered("search", "--kind", "") == list(KINDS)
    assert {key for key in complete.KINDS if complete.KINDS[key]} <= {*COMMANDS}


def test_every_order_offered_is_one() -> None:
    assert offered("stat", "--sort", "") == [*SORTS, *(f"-{name}" for name in SORTS)]


# --- What is offered ----------------------------------------------------------------------------


@pytest.mark.usefixtures("facts")
@pytest.mark.parametrize(
    ("words", "there"),
    [
        ([], list(COMMANDS)),
        ([""], list(COMMANDS)),
        (["po"], ["policy"]),
        (["pro"], ["profile", "programme"]),
        (["PO"], []),
        (["nonsense"], []),
        (["--json", "po"], ["policy"]),
        (["--lang", "zh", "po"], ["policy"]),
        (["--lang", ""], ["zh", "en"]),
        (["--vers"], ["--version"]),
        (["stat", "--vers"], []),
        (["stat", "--format", "j"], ["json", "jsonl"]),
        (["stat", "--format=j"], ["--format=json", "--format=jsonl"]),
        (["stat", "--format", "=", "j"], ["json", "jsonl"]),
        (["stat", "--lang", "="], ["zh", "en"]),
        (["stat", "--nonsense=j"], []),
        (["stat", "--limit", ""], []),
        (["stat", "--json", "--li"], ["--limit"]),
        (["get", "--hu"], ["--human"]),
        (["completion", ""], ["bash", "zsh", "fish"]),
        (["schema", "ev"], ["event"]),
        (["lint", ""], []),
        (["search", ""], []),
        (["search", "灯"], []),
        (["stat", "lumeria-pro"], ["lumeria-professionals"]),
        (["stat", "卢梅里亚专业技术人才总"], ["卢梅里亚专业技术人才总量"]),
        (["profile", "灯"], ["灯明"]),
        (["profile", "登"], ["登明"]),
        (["profile", "deng"], ["deng-ming"]),
        (["profile", "DENG-M"], ["deng-ming"]),
        (["profile", "Deng"], ["Deng Ming"]),
        (["profile", ""], ["bo-lan", "deng-ming", "柏岚", "灯明"]),
        (["profile", "bo-lan", "灯"], ["灯明"]),
        (["profile", "'灯"], ["灯明"]),
        (["policy", "灯明"], []),
        (["get", "灯明"], ["灯明", "灯明带出的徒弟"]),
        (["profile", "--region", "东"], ["东岛"]),
        (["profile", "--region=东"], ["--region=东岛"]),
        (["profile", "--region", "East"], ["East Island"]),
        (["stat", "--region", ""], []),
        (["timeline", "--region", "东"], ["东岛"]),
        (["profile", "--topic", ""], []),
        (["profile", "no-such-key"], []),
    ],
)
def test_offers(words: list[str], there: list[str]) -> None:
    assert sorted(offered(*words)) == sorted(there)


@pytest.mark.usefixtures("facts")
def test_offers_tell_what_they_are() -> None:
    assert ("policy", "policies") in candidates(["po"])
    assert candidates(["profile", "deng-m"])[0] == ("deng-ming", "灯明")


@pytest.mark.usefixtures("facts")
@pytest.mark.parametrize("command", [name for name in complete.KINDS if name != "timeline"])
def test_words_of_filters_can_be_filtered_by(mini: Run, command: str) -> None:
    for facet in complete.FACETS:
        if f"--{facet}" not in OPTIONS[command]:
            continue
        for word in offered(command, f"--{facet}", ""):
            ran = mini(command, f"--{facet}", word, "--json")
            assert ran.code == 0, (facet, word, ran.err)
            assert ran.out != "[]\n"
            break


@pytest.mark.usefixtures("facts")
def test_overlays_on_the_line_count(tmp_path: Path) -> None:
    over = put(tmp_path / "over", SOURCE + METRIC.format(n=7, aliases=[]))
    assert offered("stat", "指标") == []
    assert offered("stat", "--facts", str(over), "指标") == ["指标0007"]
    assert offered("--facts", str(over), "stat", "指标") == ["指标0007"]
    assert offered("stat", "--facts", str(tmp_path / "none"), "指标") == []


def test_many_are_cut_off_and_hidden_characters_are_not_offered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [METRIC.format(n=n, aliases=[]) for n in range(MOST + 50)]
    texts[3] = METRIC.format(n=3, aliases='["z\\ttab", "z\\nline", "z\\u001bsteer", "z plain"]')
    texts[4] = METRIC.format(n=4, aliases=[]).replace("指标0004", "指标\\u0007四")
    folder = put(tmp_path / "facts", SOURCE + "".join(texts))
    monkeypatch.setenv("TALENT_NO_BUILTIN", "1")
    monkeypatch.setenv("TALENT_FACTS", str(folder))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert len(offered("stat", "m-")) >= MOST - 1
    assert len(offered("stat", "")) <= MOST
    assert offered("stat", "z") in (["z plain"], [])  # where such facts are refused altogether
    for line in lines(["stat", "指标"]).splitlines():
        assert line.replace("\t", "").isprintable()
        assert line.count("\t") == 1


HOSTILE = [
    ["stat", "a\tb"],
    ["stat", "a\nb"],
    ["stat", '"'],
    ["stat", "'; DROP TABLE fact; --"],
    ["stat", "%"],
    ["stat", "*"],
    ["stat", "x" * 100_000],
    ["stat", "灯" * 30_000],
    ["stat", "--region", "\t"],
    ["stat", "--region=\n"],
    ["=", "="],
    ["--=", "="],
    ["stat", "--format", "=", "=", "="],
    ["stat", os.fsdecode(b"\xff\xfe")],
    ["profile", "--region", os.fsdecode(b"\xff")],
    ["--complete", "--complete", ""],
    ["--", ""],
    ["-", ""],
    ["stat", "-"],
]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_do_no_harm(mini: Run, words: list[str]) -> None:
    ran = mini("--complete", *words)
    assert (ran.code, ran.err) == (0, "")
    assert all(line.count("\t") == 1 for line in ran.out.splitlines())


WORDS = st.one_of(
    st.sampled_from([*COMMANDS, *complete.LISTING, "=", "--format=", "", "灯", "--", "-"]),
    st.text(max_size=5),
)


@pytest.mark.usefixtures("facts")
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(WORDS, max_size=5))
def test_any_words_give_lines(words: list[str]) -> None:
    for line in lines(words).splitlines():
        shown, _ = line.split("\t")
        assert shown.isprintable()
        assert shown


@pytest.mark.parametrize(
    "text", ["[[metric]\n", "[[metric]]\nid = 1\n", "\x00", '[[nothing]]\na = "b"\n']
)
def test_broken_facts_offer_no_keys(run: Run, tmp_path: Path, text: str) -> None:
    broken = put(tmp_path / "facts", text)
    env = {"TALENT_FACTS": str(broken), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    assert run("--complete", "stat", "", env=env) == (0, "", "")
    assert run("--complete", "stat", "--topic", "", env=env) == (0, "", "")
    assert run("--complete", "po", env=env) == (0, "policy\tpolicies\n", "")


def test_facts_that_changed_are_compiled_first(run: Run, tmp_path: Path) -> None:
    folder = put(tmp_path / "facts", SOURCE + METRIC.format(n=1, aliases=[]))
    env = {"TALENT_NO_BUILTIN": "1", "TALENT_FACTS": str(folder)}
    env["XDG_CACHE_HOME"] = str(tmp_path / "cache")
    assert run("--complete", "stat", "指", env=env).out == "指标0001\t指标0001\n"
    put(folder, SOURCE + METRIC.format(n=22, aliases=[]) + "\n")
    assert run("--complete", "stat", "指", env=env).out == "指标0022\t指标0022\n"


# --- Real shells --------------------------------------------------------------------------------

STARTS = {
    "bash": "bash --norc --noprofile",
    "zsh": "zsh -f",
    "fish": "fish --no-config",
}

SETUPS = {
    "bash": ["PS1='$ '", 'eval "$(talent completion bash)"'],
    "zsh": ["PS1='$ '", "autoload -Uz compinit", "compinit -u", 'eval "$(talent completion zsh)"'],
    "fish": ["function fish_prompt; echo '$ '; end", "talent completion fish | source"],
}

SECONDS = 10


class Session:
    """A shell in a terminal that nobody looks at."""

    def __init__(self, home: Path) -> None:
        self.name = f"talent-{uuid.uuid4().hex}"
        self.sockets = tempfile.TemporaryDirectory()  # short, as the paths of sockets must be
        path = f"{TALENT.parent}{os.pathsep}{os.environ['PATH']}"
        self.env = environment(home, PATH=path, TERM="xterm-256color", LC_ALL="C.UTF-8")
        self.env.pop("TMUX", None)
        self.env["TMUX_TMPDIR"] = self.sockets.name

    def start(self, shell: str) -> None:
        """Start the shell and switch completion on."""
        self.tmux("-f", os.devnull, "new-session", "-d", "-x", "100", "-y", "30", STARTS[shell])
        for line in SETUPS[shell]:
            self.type(line)
            self.tmux("send-keys", "Enter")
        self.type("echo READY | tr A-Z a-z")
        self.tmux("send-keys", "Enter")
        self.wait(lambda screen: "\nready" in screen)
        self.tmux("send-keys", "C-l")
        self.wait(lambda screen: "ready" not in screen)

    def tmux(self, *arguments: str) -> str:
        """Run a command of tmux on a server of its own; return what it prints."""
        command = ["tmux", "-u", "-L", self.name, *arguments]
        done = subprocess.run(
            command, capture_output=True, encoding="utf-8", env=self.env, check=True, timeout=30
        )
        return done.stdout

    def type(self, text: str) -> None:
        """Type some text."""
        self.tmux("send-keys", "-l", text)

    def screen(self) -> str:
        """What is on the screen."""
        return self.tmux("capture-pane", "-p")

    def wait(self, seen: Callable[[str], bool]) -> str:
        """Wait until the screen is as it should be; return it."""
        end = time.monotonic() + SECONDS
        while not seen(screen := self.screen()):
            assert time.monotonic() < end, screen
            time.sleep(0.05)
        return screen

    def clear(self) -> None:
        """Empty the screen; a list of candidates below the line may take a key or two first."""
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            for key in ("C-c", "C-l"):  # C-c discards what is typed right after it
                self.tmux("send-keys", key)
                time.sleep(0.1)
            if self.screen().strip() == "$":
                return
        raise AssertionError(self.screen())

    def tab(self, text: str, times: int = 1) -> None:
        """Type some text into an empty line and press TAB."""
        self.clear()
        self.type(text)
        self.wait(lambda screen: text.strip() in screen)
        for _ in range(times):
            self.tmux("send-keys", "Tab")

    def close(self) -> None:
        """End the shell and its terminal."""
        subprocess.run(
            ["tmux", "-L", self.name, "kill-server"],
            env=self.env,
            capture_output=True,
            check=False,
        )
        self.sockets.cleanup()


MISSING = {
    shell: pytest.mark.skipif(
        not (shutil.which(shell) and shutil.which("tmux")), reason=f"needs {shell} and tmux"
    )
    for shell in STARTS
}


@pytest.fixture(scope="module", params=[pytest.param(s, marks=MISSING[s]) for s in STARTS])
def session(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Session]:
    """A shell with completion switched on."""
    one = Session(tmp_path_factory.mktemp("home"))
    try:
        one.start(request.param)
        yield one
    finally:
        one.close()


@pytest.mark.parametrize(
    ("typed", "there"),
    [
        ("talent po", "talent policy"),
        ("talent profile 张", "talent profile 张作义"),
        ("talent stat professionals-to", "talent stat professionals-total"),
        ("talent stat --sor", "talent stat --sort"),
        ("talent policy --theme 人才服", "talent policy --theme 人才服务"),
        ("talent --lang zh completion f", "talent --lang zh completion fish"),
        ("talent stat --format=mark", "talent stat --format=markdown"),
    ],
)
def test_a_tab_completes(session: Session, typed: str, there: str) -> None:
    session.tab(typed)
    session.wait(lambda screen: there in screen)


def test_two_tabs_list(session: Session) -> None:
    session.tab("talent pro", times=2)
    session.wait(lambda screen: "profile" in screen and "programme" in screen)


@pytest.mark.parametrize("shell", SCRIPTS)
def test_scripts_are_sound(run: Run, shell: str) -> None:
    ran = run("completion", shell)
    assert (ran.code, ran.out, ran.err) == (0, SCRIPTS[shell], "")
    if shutil.which(shell):
        check = subprocess.run(
            [*shlex.split(STARTS[shell]), "-n", "-c", ran.out], capture_output=True, check=False
        )
        assert (check.returncode, check.stderr) == (0, b"")
