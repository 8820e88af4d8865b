"""Whether a qualification stands: by every spelling, on any day, and never a guess."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from talentcli.ask.standing import Standing, standing
from talentcli.corpus import times
from talentcli.store.build import open_store

FACTS = """
[[source]]
id = "s"
title = { zh = "来源", en = "The source" }
grade = "B"

[[policy]]
id = "catalogue"
title = { zh = "目录", en = "Catalogue" }
themes = ["qualifications"]
source = "s"

[[qualification]]
id = "teacher"
name = { zh = "教师资格", en = "Teacher qualification" }
status = "in-force"
category = "准入类"
date = "2021-12-02"
document = "catalogue"
source = "s"

[[qualification]]
id = "agent"
name = { zh = "专利代理师", en = "Patent agent" }
aliases = ["专利代理人"]
status = "in-force"
date = "2021-12-02"
source = "s"

[[qualification]]
id = "broker"
name = { zh = "房产经纪人", en = "Broker" }
status = "replaced"
batch = 1
date = "2014-07-22"
replaced_by = "broker-professional"
replaced_link = "stated"
source = "s"

[[qualification]]
id = "broker-professional"
name = { zh = "房产经纪专业人员", en = "Broker professional" }
status = "in-force"
date = "2021-12-02"
source = "s"

[[qualification]]
id = "barista"
name = { zh = "咖啡师", en = "Barista" }
status = "abolished"
batch = 5
date = "2016-01"
source = "s"
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    folder: Path = tmp_path_factory.mktemp("facts")
    (folder / "facts.toml").write_text(FACTS, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        with closing(open_store([str(folder)])) as opened:
            yield opened


def on(store: sqlite3.Connection, name: str, day: str | None = None) -> Standing:
    """The standing of a name, on a day if one is given."""
    return standing(store, name, times.parse_one(day) if day else None)


@pytest.mark.parametrize(
    ("name", "id", "status"),
    [
        ("教师资格", "teacher", "in-force"),
        ("教师", "teacher", "in-force"),
        ("教师资格证", "teacher", "in-force"),
        ("教师资格证书", "teacher", "in-force"),
        (" 教师 资格 ", "teacher", "in-force"),
        ("专利代理师", "agent", "in-force"),
        ("专利代理人", "agent", "in-force"),
        ("专利代理人资格证", "agent", "in-force"),
        ("patent agent", "agent", "in-force"),
        ("房产经纪人", "broker", "replaced"),
        ("咖啡师职业资格证书", "barista", "abolished"),
    ],
)
def test_every_spelling_finds_it(
    store: sqlite3.Connection, name: str, id: str, status: str
) -> None:
    found = on(store, name)
    assert (found.id, found.status, found.reason) == (id, status, None)
    assert found.asked == name
    assert found.statement is not None
    assert found.statement.grade == "B"


def test_a_successor_is_named_with_its_link(store: sqlite3.Connection) -> None:
    found = on(store, "房产经纪人")
    assert found.successor is not None
    assert (found.successor.id, found.successor.link) == ("broker-professional", "stated")


def test_what_is_not_known_is_unknown(store: sqlite3.Connection) -> None:
    found = on(store, "注册会计师")
    assert (found.status, found.id, found.reason) == ("unknown", None, "no-such-name")
    several = on(store, "房产经纪")
    assert (several.status, several.reason) == ("unknown", "several-names")
    assert set(several.candidates) == {"broker", "broker-professional"}
    for nothing in ("", "证", "资格"):
        assert on(store, nothing).status == "unknown"


@pytest.mark.parametrize(
    ("name", "day", "status", "reason"),
    [
        ("房产经纪人", "2014-07-21", "in-force", None),
        ("房产经纪人", "2014-07-22", "replaced", None),
        ("房产经纪人", "2014-07", "unknown", "day-unknown"),
        ("房产经纪人", "2015", "replaced", None),
        ("咖啡师", "2015-12-31", "in-force", None),
        ("咖啡师", "2016-01-15", "unknown", "day-unknown"),
        ("咖啡师", "2016-02", "abolished", None),
        ("教师资格", "2021-12-01", "unknown", "before-listed"),
        ("教师资格", "2021-12-02", "in-force", None),
        ("教师资格", "2024", "in-force", None),
    ],
)
def test_on_a_day(
    store: sqlite3.Connection, name: str, day: str, status: str, reason: str | None
) -> None:
    found = on(store, name, day)
    assert (found.status, found.reason) == (status, reason)
