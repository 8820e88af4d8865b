"""From what a person types to the one fact that it names, or to an error that helps."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import ROOT
from talentcli.ask.exact import bare, exact, field, record
from talentcli.ask.lookup import Match, resolve
from talentcli.errors import AmbiguousKeyError, TalentError, UnknownKeyError
from talentcli.store.build import open_store

SOURCE = '[[source]]\nid = "s"\ntitle = { zh = "来源", en = "The source" }\ngrade = "A"\n'


def metric(id: str, zh: str, en: str, aliases: str = "[]", value: str = "1") -> str:
    """A metric in TOML."""
    return (
        f'[[metric]]\nid = "{id}"\nname = {{ zh = "{zh}", en = "{en}" }}\n'
        f'aliases = {aliases}\ntopic = "workforce"\nunit = "person"\n'
        f'[[metric.observation]]\nvalue = {value}\nstated = "{value}人"\nsource = "s"\n'
    )


def policy(id: str, zh: str, number: str) -> str:
    """A policy in TOML."""
    return (
        f'[[policy]]\nid = "{id}"\ntitle = {{ zh = "{zh}", en = "Document {id}" }}\n'
        f'themes = ["titles"]\nnumber = "{number}"\nsource = "s"\n'
    )


MADE_UP = [
    SOURCE,
    metric("pilots", "飞行员总数", "Pilots, total", '["sailors", "ＡＢＣ"]'),
    metric("sailors", "海员总数", "Sailors, total", '["水手", "Jack Tar"]'),
    metric("sailors-abroad", "海外海员", "Sailors abroad", '["pilots", "a.b"]', "250000000"),
    metric("divers", "水手", "Divers, total"),
    policy("titles-opinions", "关于职称制度的意见", "人社部发〔2019〕16号"),
    policy("sailors", "关于海员的意见", "人社部发〔2019〕17号").replace(
        "sailors", "sailors-rules"
    ),
]


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """A store of a few facts whose names get in each other's way."""
    folder = tmp_path_factory.mktemp("facts")
    (folder / "facts.toml").write_text("\n".join(MADE_UP), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        with closing(open_store([str(folder)])) as store:
            yield store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """A store of the built-in facts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        with closing(open_store([str(ROOT / "facts")])) as store:
            yield store


def named(store: sqlite3.Connection, key: str, *kinds: str) -> tuple[str, str]:
    """The id that a key resolves to, and how."""
    match = resolve(store, key, kinds)
    return match.id, match.how


@pytest.mark.parametrize(
    ("key", "found"),
    [
        # An id is an id, though another fact goes by it as an alias.
        ("sailors", ("sailors", "id")),
        ("pilots", ("pilots", "id")),
        # A name wins over an alias.
        ("水手", ("divers", "name")),
        ("Sailors, total", ("sailors", "english")),
        ("Jack Tar", ("sailors", "alias")),
        ("人社部发〔2019〕16号", ("titles-opinions", "number")),
        # A beginning wins over a part: 海员 stands inside 关于海员的意见 too.
        ("飞行", ("pilots", "prefix")),
        ("海外", ("sailors-abroad", "prefix")),
        ("职称制度", ("titles-opinions", "part")),
        ("行员总", ("pilots", "part")),
    ],
)
def test_order_of_resolution(
    made_up: sqlite3.Connection, key: str, found: tuple[str, str]
) -> None:
    assert named(made_up, key) == found


@pytest.mark.parametrize(
    ("spelling", "id"),
    [
        ("SAILORS", "sailors"),
        (" Sailors_Abroad ", "sailors-abroad"),
        ("ｓａｉｌｏｒｓ", "sailors"),
        ("abc", "pilots"),
        ("jack-tar", "sailors"),
        ("《关于职称制度的意见》", "titles-opinions"),
        ("人社部发[2019] 16 号", "titles-opinions"),
        ("人社部发（２０１９）１６", "titles-opinions"),
    ],
)
def test_width_case_brackets_and_spaces_do_not_count(
    made_up: sqlite3.Connection, spelling: str, id: str
) -> None:
    match = resolve(made_up, spelling)
    assert match.id == id
    assert match.how not in ("prefix", "part")


def test_kinds_narrow(made_up: sqlite3.Connection) -> None:
    with pytest.raises(AmbiguousKeyError):
        resolve(made_up, "总数")
    assert named(made_up, "海员", "policy") == ("sailors-rules", "part")
    assert named(made_up, "海员", "metric") == ("sailors", "prefix")
    with pytest.raises(UnknownKeyError):
        resolve(made_up, "titles-opinions", ("metric", "expert"))
    assert named(made_up, "titles-opinions", "metric", "policy")[0] == "titles-opinions"


def test_an_ambiguous_key_tells_every_candidate_and_how_it_matched(
    made_up: sqlite3.Connection,
) -> None:
    with pytest.raises(AmbiguousKeyError) as caught:
        resolve(made_up, "总数", ("metric",))
    told = {each["id"]: each for each in caught.value.candidates}
    assert told.keys() == {"pilots", "sailors"}
    assert told["pilots"] == {
        "id": "pilots",
        "kind": "metric",
        "name_zh": "飞行员总数",
        "name_en": "Pilots, total",
        "matched": "part",
        "key": "飞行员总数",
    }
    assert len(caught.value.detail) == 2
    assert "2 facts" in caught.value.message


@pytest.mark.parametrize("key", ["sailrs", "海员总署", "pilotz"])
def test_an_unknown_key_names_what_is_near(made_up: sqlite3.Connection, key: str) -> None:
    with pytest.raises(UnknownKeyError) as caught:
        resolve(made_up, key)
    nearest = caught.value.candidates[0]
    assert nearest["id"] in ("sailors", "pilots")
    assert nearest["matched"] == "near"
    assert f"did you mean '{nearest['id']}'?" in caught.value.message


@pytest.mark.parametrize("key", ["", " ", "〔〕", "人", "\udcff", "q" * 5000])
def test_keys_that_say_nothing_are_unknown(made_up: sqlite3.Connection, key: str) -> None:
    with pytest.raises(TalentError) as caught:
        resolve(made_up, key, ("metric",))
    assert caught.value.exit_code == 4


@given(st.text(max_size=12))
def test_any_key_gives_a_fact_or_an_error(store: sqlite3.Connection, key: str) -> None:
    known = {id for (id,) in store.execute("SELECT id FROM fact").fetchall()}
    try:
        named = {resolve(store, key).id}
    except (UnknownKeyError, AmbiguousKeyError) as error:
        named = {candidate["id"] for candidate in error.candidates}
    assert named <= known


def test_every_form_of_every_name_finds_its_fact(store: sqlite3.Connection) -> None:
    rows = store.execute("SELECT id, kind, shown FROM name").fetchall()
    assert len(rows) > 300
    for id, kind, shown in rows:
        found = exact(store, shown, (kind,))
        assert id in [row[0] for row in found] or found[0][2] == "id"


def test_every_id_is_its_own_key(store: sqlite3.Connection) -> None:
    for id, kind in store.execute("SELECT id, kind FROM fact").fetchall():
        assert resolve(store, id) == Match(id, kind, "id", id)


# --- Bare fields ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "text"),
    [
        ("sailors-abroad.value", "250000000"),
        ("sailors-abroad.observations.0.value", "250000000"),
        ("sailors-abroad.observations.0.cumulative", "false"),
        ("sailors-abroad.note", ""),
        ("sailors-abroad.name.zh", "海外海员"),
        ("sailors-abroad.aliases", '["pilots","a.b"]'),
        ("sailors-abroad.aliases.1", "a.b"),
        # The longest key that is one wins, so a key may hold dots.
        ("a.b.stated", "250000000人"),
        ("海外海员.unit", "person"),
    ],
)
def test_a_field_is_bare_text(made_up: sqlite3.Connection, target: str, text: str) -> None:
    assert field(made_up, target) == text


@pytest.mark.parametrize(
    "target",
    [
        "nobody",
        "nobody.value",
        "sailors.nothing",
        "sailors.observations.1",
        "sailors.observations.99999999999999999999",
        "sailors." + "9" * 5000,
        "sailors.\udcff",
        'sailors."',
        "sailors.a\\",
        "sailors.observations.#",
        "",
        ".",
        # Two facts, so the front door has no answer.
        "总数.value",
    ],
)
def test_what_is_no_field_is_none(made_up: sqlite3.Connection, target: str) -> None:
    assert field(made_up, target) is None


@given(st.text(max_size=20))
def test_any_path_gives_text_or_nothing(store: sqlite3.Connection, path: str) -> None:
    answer = bare(store, "professionals-total", path)
    assert answer is None or isinstance(answer, str)


def test_a_damaged_store_has_no_exact_answer(tmp_path: Path) -> None:
    damaged = tmp_path / "facts.sqlite"
    damaged.write_bytes(b"no database" * 1000)
    with closing(sqlite3.connect(damaged)) as store:
        assert record(store, "professionals-total", "metric") is None
        assert field(store, "professionals-total.value") is None
