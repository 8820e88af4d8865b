"""Whether a vocational qualification still stands, on a day or as far as is known."""

import sqlite3
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from talentcli.ask.exact import text_of
from talentcli.ask.lookup import Match, beginning, part, whole
from talentcli.corpus import times
from talentcli.corpus.model import Bilingual, Cited, Edtf, Qualification, Record

Status = Literal["in-force", "abolished", "replaced", "unknown"]

KIND = ("qualification",)

ENDINGS = ("职业资格证书", "资格证书", "执业资格", "职业资格", "资格证", "证书", "资格", "证")
"""What people put behind, or leave off, the name of a qualification."""


class Successor(Record, kw_only=True, frozen=True):
    """What took the place of a qualification."""

    id: Annotated[str, Meta(description="Id of the successor.")]
    name: Annotated[Bilingual, Meta(description="Name of the successor.")]
    link: Annotated[
        Literal["stated", "inferred"] | None,
        Meta(description="Whether a source states the succession or we infer it."),
    ] = None


class Standing(Record, kw_only=True, frozen=True):
    """The answer for one name: what is known of its standing, and by which source."""

    asked: Annotated[str, Meta(description="The name as it was given.")]
    status: Annotated[
        Status,
        Meta(description="in-force, abolished, replaced (abolished, with a successor), unknown."),
    ]
    now: Annotated[
        Status | None,
        Meta(description="Its standing without a day asked for, as far as the facts know."),
    ] = None
    id: Annotated[str | None, Meta(description="Id of the qualification.")] = None
    name: Annotated[Bilingual | None, Meta(description="Name of the qualification.")] = None
    matched: Annotated[str | None, Meta(description="How the name was matched.")] = None
    category: Annotated[str | None, Meta(description="准入类 or 水平评价类.")] = None
    class_: Annotated[str | None, Meta(description="专业技术 or 技能.")] = msgspec.field(
        default=None, name="class"
    )
    departments: Annotated[tuple[Bilingual, ...], Meta(description="Departments in charge.")] = ()
    batch: Annotated[int | None, Meta(description="Number of the abolition batch.")] = None
    document: Annotated[str | None, Meta(description="Id of the deciding policy.")] = None
    date: Annotated[
        Edtf | None, Meta(description="Date of the decision, or of the catalogue that lists it.")
    ] = None
    successor: Annotated[Successor | None, Meta(description="What took its place.")] = None
    candidates: Annotated[
        tuple[str, ...], Meta(description="Ids that an unknown name may mean.")
    ] = ()
    reason: Annotated[
        Literal["no-such-name", "several-names", "before-listed", "day-unknown"] | None,
        Meta(description="Why the standing is unknown."),
    ] = None
    statement: Annotated[Cited | None, Meta(description="Source, place and grade.")] = None


def standing(store: sqlite3.Connection, name: str, as_of: times.Time | None = None) -> Standing:
    """Return the standing of the qualification of this name, on the day if one is given.

    The name may be whole, a part that only one qualification has, an old name that is an alias,
    or carry an ending such as 资格证. A name that the facts do not have is unknown: it is neither
    said to be in force nor to be abolished.
    """
    matches = matching(store, name)
    if len(matches) != 1:
        reason: Literal["no-such-name", "several-names"] = (
            "several-names" if matches else "no-such-name"
        )
        ids = tuple(match.id for match in matches)
        return Standing(asked=name, status="unknown", candidates=ids, reason=reason)
    (match,) = matches
    found = msgspec.json.decode(text_of(store, match.id), type=Qualification)
    return known(store, name, match, found, as_of)


def matching(store: sqlite3.Connection, name: str) -> list[Match]:
    """The qualifications that a name means, by the first way of reading it that finds any."""
    for spelling in spellings(name):
        if found := whole(store, spelling, KIND):
            return found
    for spelling in spellings(name):
        if found := beginning(store, spelling, KIND) or part(store, spelling, KIND):
            return found
    return []


def spellings(name: str) -> list[str]:
    """The name, then without the ending it has, then with 资格; none for an ending alone."""
    name = name.strip()
    bare = next((name.removesuffix(e) for e in ENDINGS if name.endswith(e)), name)
    return (
        []
        if not bare
        else list(dict.fromkeys(each for each in (name, bare, f"{bare}资格") if each))
    )


def known(
    store: sqlite3.Connection,
    name: str,
    match: Match,
    found: Qualification,
    as_of: times.Time | None,
) -> Standing:
    """The standing of a qualification that the facts have."""
    status, reason = on_day(found, as_of)
    return Standing(
        asked=name,
        status=status,
        now=found.status,
        id=found.id,
        name=found.name,
        matched=match.how,
        category=found.category,
        class_=found.class_,
        departments=found.departments,
        batch=found.batch,
        document=found.document,
        date=found.date,
        successor=successor(store, found) if status == "replaced" else None,
        reason=reason,
        statement=Cited(
            source=found.source,
            at=found.at,
            source_title=found.source_title,
            grade=found.grade,
        ),
    )


def on_day(
    found: Qualification, as_of: times.Time | None
) -> tuple[Status, Literal["before-listed", "day-unknown"] | None]:
    """The status on a day, and why it is unknown where it is.

    Before the decision that abolished it a qualification stood; before the catalogue that lists
    it, the facts cannot say. Within a month or year of a decision the day must be known.
    """
    if as_of is None:
        return found.status, None
    if found.date is None:
        return "unknown", "day-unknown"
    decided = times.parse_one(found.date)
    if as_of.first is not None and decided.last is not None and as_of.first >= decided.last:
        return found.status, None
    if not times.before(as_of, decided):
        return "unknown", "day-unknown"
    return ("unknown", "before-listed") if found.status == "in-force" else ("in-force", None)


def successor(store: sqlite3.Connection, found: Qualification) -> Successor | None:
    """What took the place of a qualification, where the facts say so."""
    if found.replaced_by is None:
        return None
    row = store.execute(
        "SELECT name_zh, name_en FROM fact WHERE id = ?", (found.replaced_by,)
    ).fetchone()
    name = Bilingual(zh=row[0], en=row[1])
    return Successor(id=found.replaced_by, name=name, link=found.replaced_link)
