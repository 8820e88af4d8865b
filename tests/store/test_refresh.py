"""What is compiled anew after a change: the changed files alone, and the same as from scratch."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import MINI
from talentcli.ask.search import search
from talentcli.corpus.load import Loaded
from talentcli.errors import BadFactsError
from talentcli.store import build
from talentcli.store.build import Part, open_store

LONG_AGO = 1_500_000_000

Tables = dict[str, list[tuple[object, ...]]]

SEARCHES = [
    "人才",
    "灯塔",
    "飞鸟",
    "守塔人",
    "lamp",
    "Lumeria",
    "点灯",
    "风筝",
    "2019",
    "a",
    "metric",
]

STORES = [
    "meta",
    "file",
    "fact",
    "name",
    "facet",
    "observation",
    "event",
    "measure",
    "citation",
    "reference",
]
"""The tables that are compared row for row; of words only those in use, of texts the answers."""


class Folder:
    """A folder of facts, whose every edit is a second later than the one before, long ago."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.now = LONG_AGO
        for each in path.rglob("*.toml"):
            os.utime(each, (LONG_AGO, LONG_AGO))

    def write(self, name: str, text: str) -> None:
        """Write a file."""
        self.now += 1
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        os.utime(path, (self.now, self.now))

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace one text of a file by another."""
        text = (self.path / name).read_text("utf-8")
        assert old in text
        self.write(name, text.replace(old, new, 1))


@pytest.fixture
def mini(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """A copy of the fictitious facts, and a cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return Folder(shutil.copytree(MINI, tmp_path / "mini"))


def tables(folders: list[Folder]) -> Tables:
    """Every row that a store of the folders has, and what searching it finds.

    Words that nothing is filed under any more may stay.
    """
    with closing(open_store([str(folder.path) for folder in folders])) as store:
        found: Tables = {
            table: store.execute(f"SELECT * FROM {table}").fetchall() for table in STORES
        }
        found["meta"] = [row for row in found["meta"] if row[0] != "built_ns"]
        found["word"] = store.execute(
            "SELECT * FROM word WHERE (facet, word) IN (SELECT facet, word FROM facet)"
        ).fetchall()
        found["search"] = [(hit,) for words in SEARCHES for hit in search(store, words)]
        found["text"] = store.execute("SELECT rowid FROM text").fetchall()
    return found


def from_scratch(folders: list[Folder], cache: Path) -> Tables:
    """The same of a store that is compiled from nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(cache))
        shutil.rmtree(cache, ignore_errors=True)
        return tables(folders)


@contextmanager
def watched() -> Iterator[list[str]]:
    """The files whose records are compiled meanwhile, in the order they are read."""
    seen: list[str] = []
    records_of = build.records_of

    def spy(part: Part) -> Iterator[Loaded]:
        """The records, noting which file they are of."""
        seen.append(part.path)
        return records_of(part)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "records_of", spy)
        yield seen


EXPERT = """
[[expert]]
id = "new-one"
name = { zh = "新人", en = "New One" }
aliases = ["小新"]
role = { zh = "学徒", en = "Apprentice" }
organisation = { zh = "东岛灯塔", en = "East Island Lighthouse" }
region = { zh = "南岛", en = "South Island" }
source = "lumeria-herald"
at = "¶7"
"""

WORKFORCE, EXPERTS = "metrics/workforce.toml", "experts.toml"


def cut(folder: Folder, name: str, header: str, id: str) -> str:
    """Take one record out of a file; return its text."""
    records = (folder.path / name).read_text("utf-8").split(f"\n[[{header}]]\n")
    (record,) = [one for one in records[1:] if f'id = "{id}"' in one]
    records.remove(record)
    folder.write(name, f"\n[[{header}]]\n".join(records))
    return f"\n[[{header}]]\n{record}"


def value_changed(mini: Folder) -> str:
    mini.edit(WORKFORCE, "612_000", "613_000")
    return WORKFORCE


def same_size(mini: Folder) -> str:
    mini.edit(EXPERTS, "2019-12", "2018-12")
    return EXPERTS


def record_added(mini: Folder) -> str:
    mini.edit(EXPERTS, "\n[[expert]]", EXPERT + "\n[[expert]]")
    return EXPERTS


def record_removed(mini: Folder) -> str:
    cut(mini, "programmes.toml", "programme", "keeper-stations")
    return "programmes.toml"


def record_moved(mini: Folder) -> str:
    text = cut(mini, "milestones.toml", "milestone", "harbour-academy")
    mini.write("milestones.toml", (mini.path / "milestones.toml").read_text("utf-8") + text)
    return "milestones.toml"


def lines_added(mini: Folder) -> str:
    mini.edit(WORKFORCE, "\n[[metric]]", "\n# A comment.\n\n[[metric]]")
    return WORKFORCE


def name_changed(mini: Folder) -> str:
    mini.edit(EXPERTS, 'zh = "灯明", en = "Deng Ming"', 'zh = "灯亮", en = "Deng Liang"')
    return EXPERTS


def aliases_swapped(mini: Folder) -> str:
    mini.edit(EXPERTS, 'aliases = ["登明"]', 'aliases = ["灯 明", "登 明", "(登明)"]')
    return EXPERTS


def region_changed(mini: Folder) -> str:
    mini.edit(EXPERTS, 'zh = "西岸", en = "West Shore"', 'zh = "北岬", en = "North Cape"')
    return EXPERTS


def id_changed(mini: Folder) -> str:
    mini.edit("milestones.toml", 'id = "silent-bell"', 'id = "loud-bell"')
    return "milestones.toml"


def emptied(mini: Folder) -> str:
    mini.write("metrics/qualifications.toml", "# Nothing.\n")
    return "metrics/qualifications.toml"


def measures_changed(mini: Folder) -> str:
    mini.edit("policies/services.toml", "\n  [[policy.measure]]", MEASURE)
    return "policies/services.toml"


MEASURE = """
  [[policy.measure]]
  text = { zh = "增设飞鸟驿站", en = "Add stations for birds" }
  places = [{ zh = "飞鸟洲", en = "Bird Isle" }]
  date = "2017-05"
  source = "lumeria-herald"
  at = "¶3"

  [[policy.measure]]"""

WITHIN: list[Callable[[Folder], str]] = [
    value_changed,
    same_size,
    record_added,
    record_removed,
    record_moved,
    lines_added,
    name_changed,
    aliases_swapped,
    region_changed,
    id_changed,
    emptied,
    measures_changed,
]
"""Changes that stay within the file they name."""


@pytest.mark.parametrize("change", WITHIN)
def test_a_change_compiles_its_own_file_alone(
    mini: Folder, tmp_path: Path, change: Callable[[Folder], str]
) -> None:
    before = tables([mini])
    name = change(mini)
    with watched() as seen:
        after = tables([mini])
    assert seen == [name]
    assert after != before
    assert after == from_scratch([mini], tmp_path / "fresh")
    with watched() as seen:
        assert tables([mini]) == after
    assert seen == []


@pytest.mark.parametrize("change", WITHIN)
def test_changed_back_is_as_before(mini: Folder, change: Callable[[Folder], str]) -> None:
    before = tables([mini])
    texts = {path: path.read_text("utf-8") for path in mini.path.rglob("*.toml")}
    name = change(mini)
    tables([mini])
    mini.write(name, texts[mini.path / name])
    with watched() as seen:
        after = tables([mini])
    assert seen == [name]
    at = [row for row in after.pop("file") if row[2] == name]
    assert at != [row for row in before.pop("file") if row[2] == name]
    assert after == before


def source_changed(mini: Folder) -> None:
    mini.edit("sources.toml", 'grade = "A"', 'grade = "B"')


def file_added(mini: Folder) -> None:
    mini.write("more.toml", EXPERT)


def file_removed(mini: Folder) -> None:
    (mini.path / "metrics/qualifications.toml").unlink()


def file_renamed(mini: Folder) -> None:
    (mini.path / "milestones.toml").rename(mini.path / "events.toml")


BEYOND: list[Callable[[Folder], None]] = [source_changed, file_added, file_removed, file_renamed]
"""Changes that reach beyond one file."""


@pytest.mark.parametrize("change", BEYOND)
def test_a_change_that_reaches_further_compiles_everything(
    mini: Folder, tmp_path: Path, change: Callable[[Folder], None]
) -> None:
    before = tables([mini])
    change(mini)
    with watched() as seen:
        after = tables([mini])
    assert {path.relative_to(mini.path).as_posix() for path in mini.path.rglob("*.toml")} <= {
        *seen
    }
    assert after != before
    assert after == from_scratch([mini], tmp_path / "fresh")


def test_a_reference_to_a_removed_record_is_an_error(mini: Folder) -> None:
    before = tables([mini])
    record = cut(mini, EXPERTS, "expert", "deng-ming")
    with pytest.raises(BadFactsError) as caught:
        tables([mini])
    assert caught.value.exit_code == 5
    assert any("deng-ming" in line for line in caught.value.detail)
    mini.write(EXPERTS, (mini.path / EXPERTS).read_text("utf-8") + record)
    after = tables([mini])
    assert [row[1] for row in after["fact"]] != []
    assert sorted(map(str, after["name"])) == sorted(map(str, before["name"]))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('source = "lumeria-herald"', 'source = "no-such-source"'),
        ('id = "bo-lan"', 'id = "deng-ming"'),
        ('id = "bo-lan"', 'id = "first-light"'),
        ('date = "2014"', 'date = "2014-13"'),
        ("[[expert]]", "[[expertise]]"),
    ],
)
def test_a_change_for_the_worse_is_told_and_its_repair_compiles(
    mini: Folder, old: str, new: str
) -> None:
    before = tables([mini])
    text = (mini.path / EXPERTS).read_text("utf-8")
    mini.edit(EXPERTS, old, new)
    with pytest.raises(BadFactsError) as caught:
        tables([mini])
    assert any(EXPERTS in line for line in caught.value.detail)
    mini.write(EXPERTS, text)
    after = tables([mini])
    assert after.pop("file") != before.pop("file")
    assert after == before


# --- Folders that lie over others ---------------------------------------------------------------

OVER = EXPERT.replace('"new-one"', '"bo-lan"') + EXPERT


@pytest.fixture
def over(mini: Folder, tmp_path: Path) -> Folder:
    """A folder that lies over the fictitious facts: it replaces one expert and adds another."""
    folder = Folder(tmp_path / "over")
    folder.write("a.toml", OVER)
    folder.write("b.toml", EXPERT.replace("new-one", "newer-one").replace("小新", "小小新"))
    return folder


def above_replacing(mini: Folder, over: Folder) -> None:
    over.edit("a.toml", "学徒", "师傅")


def above_replacing_no_more(mini: Folder, over: Folder) -> None:
    over.edit("a.toml", '"bo-lan"', '"bo-lan-the-younger"')


def above_replacing_another(mini: Folder, over: Folder) -> None:
    over.edit("b.toml", '"newer-one"', '"deng-ming"')


def above_adding(mini: Folder, over: Folder) -> None:
    over.edit("b.toml", "学徒", "师傅")


def below_covered(mini: Folder, over: Folder) -> None:
    mini.edit(EXPERTS, "柏岚", "柏山")


def below_covered_moved(mini: Folder, over: Folder) -> None:
    mini.edit(EXPERTS, "\n[[expert]]", "\n\n\n[[expert]]")


def below_covered_gone(mini: Folder, over: Folder) -> None:
    mini.edit("milestones.toml", 'about = "bo-lan"\n', "")
    cut(mini, EXPERTS, "expert", "bo-lan")


def below_adding_what_is_covered(mini: Folder, over: Folder) -> None:
    mini.edit(EXPERTS, "\n[[expert]]", EXPERT + "\n[[expert]]")


def below_elsewhere(mini: Folder, over: Folder) -> None:
    mini.edit(WORKFORCE, "612_000", "613_000")


LAYERED: list[Callable[[Folder, Folder], None]] = [
    above_replacing,
    above_replacing_no_more,
    above_replacing_another,
    above_adding,
    below_covered,
    below_covered_moved,
    below_covered_gone,
    below_adding_what_is_covered,
    below_elsewhere,
]


@pytest.mark.parametrize("change", LAYERED)
def test_overlays(
    mini: Folder, over: Folder, tmp_path: Path, change: Callable[[Folder, Folder], None]
) -> None:
    tables([mini, over])
    change(mini, over)
    after = tables([mini, over])
    assert after == from_scratch([mini, over], tmp_path / "fresh")


# --- Any edits at all ---------------------------------------------------------------------------

IDS = st.sampled_from(["a", "b", "c", "d", "e", "f"])
PLACES = st.sampled_from(["东岛", "西岸", "东 岛", "ＤＯＮＧ", "dong"])


class Expert(NamedTuple):
    """An expert of a random collection."""

    id: str
    name: str
    region: str
    year: int | None

    def text(self) -> str:
        """The record as it is written."""
        achievement = (
            f'\n[[expert.achievement]]\ntext = {{ zh = "点灯{self.name}" }}\n'
            f'date = "{self.year}"\nsource = "s"\n'
            if self.year
            else ""
        )
        return (
            f'\n[[expert]]\nid = "{self.id}"\nname = {{ zh = "{self.name}" }}\n'
            f'role = {{ zh = "守塔人" }}\norganisation = {{ zh = "{self.region}灯塔" }}\n'
            f'region = {{ zh = "{self.region}" }}\nsource = "s"\n{achievement}'
        )


SOURCE = '[[source]]\nid = "s"\ntitle = { zh = "来源" }\ngrade = "A"\n'

RECORDS: st.SearchStrategy[list[Expert]] = st.lists(
    st.builds(
        Expert,
        IDS,
        st.text("灯塔明甲乙丙", min_size=1, max_size=3),
        PLACES,
        st.none() | st.just(2019),
    ),
    max_size=3,
    unique_by=lambda expert: expert.id,
)

FILE = st.sampled_from(["0.toml", "1.toml", "2.toml", "over/0.toml", "over/1.toml"])


def outcome(ask: Callable[[], Tables]) -> Tables | None:
    """The tables, or None for facts that cannot be used."""
    try:
        return ask()
    except BadFactsError:
        return None


@settings(max_examples=20, deadline=None)
@given(edits=st.lists(st.tuples(FILE, RECORDS), min_size=4, max_size=8))
def test_any_edits_give_the_store_that_compiling_anew_gives(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[str, list[Expert]]]
) -> None:
    root = tmp_path_factory.mktemp("edits")
    for name in ("below", "above"):
        (root / name).mkdir()
    below, above = Folder(root / "below"), Folder(root / "above")
    below.write("sources.toml", SOURCE)
    for name in ("0.toml", "1.toml", "2.toml"):
        below.write(name, "")
    for name in ("0.toml", "1.toml"):
        above.write(name, "")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(root / "cache"))
        for name, records in edits:
            folder = above if name.startswith("over/") else below
            text = "".join(expert.text() for expert in records)
            folder.write(name.removeprefix("over/"), text)
            refreshed = outcome(lambda: tables([below, above]))
            fresh = outcome(lambda: from_scratch([below, above], root / "fresh"))
            assert refreshed == fresh
