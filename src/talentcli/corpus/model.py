"""The records: what a fact of each kind holds. The one schema, for files and for output.

The same types check TOML on the way in and describe JSON on the way out. A few fields (marked
*filled in*) may not be written in a file: compiling derives them, so that every statement leaves
the program with its source's title and grade beside it. In files the sub-tables are singular
(`[[metric.observation]]`), in JSON they are arrays with plural names; `load.py` maps one to the
other. Dates are strings in the EDTF subset of `times.py`; prose is bilingual.
"""

from decimal import Decimal
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Kind = Literal[
    "metric",
    "policy",
    "qualification",
    "expert",
    "programme",
    "milestone",
    "source",
    "period",
]
Grade = Literal["A", "B", "C"]
Relation = Literal["=", ">", ">=", "<", "<=", "~"]

Id = Annotated[
    str,
    Meta(
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        description="Stable name of the record: lower-case English words joined by hyphens.",
    ),
]
Edtf = Annotated[str, Meta(description="Date or period in the EDTF subset, at its precision.")]


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of every table: unknown keys are errors, and nothing changes after reading."""


class Bilingual(Record, kw_only=True, frozen=True):
    """One text in Chinese and in English; a side that nobody wrote is null."""

    zh: Annotated[str | None, Meta(description="The text in Chinese.")] = None
    en: Annotated[str | None, Meta(description="The text in English.")] = None


SourceId = Annotated[str, Meta(description="Id of the source that makes the statement.")]
Place = Annotated[str, Meta(description="Place in the source, such as ¶3.")]
SourceTitle = Annotated[Bilingual, Meta(description="Title of the source (filled in).")]
FilledGrade = Annotated[
    Grade,
    Meta(
        description="Trust in the source (filled in): A official or primary, B press or verified "
        "transcription, C secondary copy."
    ),
]


class Identified(Record, kw_only=True, frozen=True):
    """A record of its own, with the id that names it everywhere."""

    id: Id


class Cited(Record, kw_only=True, frozen=True):
    """A statement that a source makes: which source, and where in it."""

    source: SourceId
    at: Place | None = None
    source_title: SourceTitle | None = None
    grade: FilledGrade | None = None


class CitedFact(Identified, kw_only=True, frozen=True):
    """A record that is itself such a statement; the same four fields as `Cited`."""

    source: SourceId
    at: Place | None = None
    source_title: SourceTitle | None = None
    grade: FilledGrade | None = None


class Observation(Cited, kw_only=True, frozen=True):
    """One value of a metric, as one source states it, for one time."""

    value: Annotated[Decimal, Meta(description="Exact number in the metric's base unit.")]
    stated: Annotated[str, Meta(description="The figure token as printed, such as 7839.8万人.")]
    relation: Annotated[
        Relation,
        Meta(description="How the value bounds the truth: 超过 and 余 give >, 近 gives <."),
    ] = "="
    cumulative: Annotated[bool, Meta(description="True when the value is a running total.")] = (
        False
    )
    as_of: Annotated[Edtf | None, Meta(description="The time at which the value holds.")] = None
    period: Annotated[Edtf | None, Meta(description="The span over which it was counted.")] = None
    as_of_note: Annotated[
        Bilingual | None, Meta(description="Why the time is absent or uncertain.")
    ] = None
    scope: Annotated[Bilingual | None, Meta(description="What the count takes in.")] = None
    preferred: Annotated[
        bool, Meta(description="True for the observation to quote where several disagree.")
    ] = False
    disputed: Annotated[
        Bilingual | None, Meta(description="Why the value or its time is in doubt.")
    ] = None
    conflicts: Annotated[
        tuple[int, ...],
        Meta(
            description="Indexes of observations for an overlapping time that cannot be true "
            "together with this one (filled in)."
        ),
    ] = ()
    note: Annotated[Bilingual | None, Meta(description="A remark on this observation.")] = None
    derived_from: Annotated[
        tuple[str, ...], Meta(description="Ids of the facts that the value is worked out from.")
    ] = ()
    method: Annotated[Bilingual | None, Meta(description="How a derived value is worked out.")] = (
        None
    )


class Metric(Identified, kw_only=True, frozen=True, tag_field="kind", tag="metric"):
    """Something counted or measured, with every observation of it."""

    name: Annotated[Bilingual, Meta(description="What is counted.")]
    aliases: Annotated[tuple[str, ...], Meta(description="Other names that find it.")] = ()
    topic: Annotated[str, Meta(description="Topic that the metric is listed under.")]
    unit: Annotated[str, Meta(description="Base unit of every value.")]
    about: Annotated[
        str | None, Meta(description="Id of the person, policy or programme it belongs to.")
    ] = None
    note: Annotated[Bilingual | None, Meta(description="A remark on the metric.")] = None
    observations: Annotated[
        tuple[Observation, ...], Meta(description="The values, in the order of the file.")
    ]
    current: Annotated[
        int,
        Meta(
            description="Index of the observation to quote (filled in): the preferred one, else "
            "the latest."
        ),
    ] = 0


class Measure(Cited, kw_only=True, frozen=True):
    """One thing that a policy does, in our own words."""

    text: Annotated[Bilingual, Meta(description="What the measure does.")]
    places: Annotated[tuple[Bilingual, ...], Meta(description="Places it is reported from.")] = ()
    items: Annotated[tuple[Bilingual, ...], Meta(description="What it covers, one by one.")] = ()
    open: Annotated[
        bool, Meta(description="True when the source closes the list with 等: not complete.")
    ] = False
    date: Annotated[Edtf | None, Meta(description="When the measure was taken.")] = None


class Policy(CitedFact, kw_only=True, frozen=True, tag_field="kind", tag="policy"):
    """A document, or a line of policy that the source does not name."""

    title: Annotated[Bilingual, Meta(description="Official title, or ours where untitled.")]
    untitled: Annotated[bool, Meta(description="True where the source names no document.")] = False
    aliases: Annotated[tuple[str, ...], Meta(description="Other names that find it.")] = ()
    themes: Annotated[tuple[str, ...], Meta(description="Themes, the main one first.")]
    issuers: Annotated[tuple[Bilingual, ...], Meta(description="Issuing bodies.")] = ()
    number: Annotated[str | None, Meta(description="Document number (文号).")] = None
    issued: Annotated[Edtf | None, Meta(description="Date of issue, as precisely as known.")] = (
        None
    )
    issued_note: Annotated[
        Bilingual | None, Meta(description="What kind of date it is, or why it is absent.")
    ] = None
    region: Annotated[Bilingual | None, Meta(description="Place, when not nationwide.")] = None
    part_of: Annotated[str | None, Meta(description="Id of the wider policy.")] = None
    implements: Annotated[
        tuple[str, ...], Meta(description="Ids of the wider policies that it carries out.")
    ] = ()
    supersedes: Annotated[tuple[str, ...], Meta(description="Ids of what it replaces.")] = ()
    note: Annotated[Bilingual | None, Meta(description="A remark on the policy.")] = None
    measures: Annotated[tuple[Measure, ...], Meta(description="What the policy does.")] = ()


class Qualification(CitedFact, kw_only=True, frozen=True, tag_field="kind", tag="qualification"):
    """A vocational qualification and whether it still stands."""

    name: Annotated[Bilingual, Meta(description="Name of the qualification.")]
    aliases: Annotated[tuple[str, ...], Meta(description="Other names that find it.")] = ()
    status: Annotated[
        Literal["abolished", "in-force", "replaced"],
        Meta(description="Standing by the cited source."),
    ]
    category: Annotated[
        Literal["准入类", "水平评价类"] | None,
        Meta(description="准入类 (needed to practise) or 水平评价类 (attests a level)."),
    ] = None
    class_: Annotated[
        Literal["专业技术", "技能"] | None, Meta(description="专业技术 or 技能.")
    ] = msgspec.field(default=None, name="class")
    batch: Annotated[int, Meta(description="Number of the abolition batch.", ge=1)] | None = None
    document: Annotated[str | None, Meta(description="Id of the deciding policy.")] = None
    date: Annotated[Edtf | None, Meta(description="Date of the decision.")] = None
    replaced_by: Annotated[str | None, Meta(description="Id of its successor.")] = None
    replaced_link: Annotated[
        Literal["stated", "inferred"] | None,
        Meta(description="Whether a source states the succession or we infer it from the names."),
    ] = None
    item: Annotated[int, Meta(description="Number of its item in the catalogue.", ge=1)] | None = (
        None
    )
    group: Annotated[
        Bilingual | None, Meta(description="Name of the item where it takes in several entries.")
    ] = None
    departments: Annotated[tuple[Bilingual, ...], Meta(description="Departments in charge.")] = ()
    note: Annotated[Bilingual | None, Meta(description="A remark on the qualification.")] = None


class Achievement(Cited, kw_only=True, frozen=True):
    """One thing that an expert did, in our own words."""

    text: Annotated[Bilingual, Meta(description="What was achieved.")]
    stated: Annotated[
        str | None, Meta(description="Wording that is no number, such as 成千上万次.")
    ] = None
    date: Annotated[Edtf | None, Meta(description="When it was achieved.")] = None


class Honour(Cited, kw_only=True, frozen=True):
    """A title or honour that an expert holds."""

    name: Annotated[Bilingual, Meta(description="Title of the honour.")]
    type: Annotated[
        Literal["honour", "title", "epithet"],
        Meta(description="An award, a professional title, or a name given by the press."),
    ] = "honour"
    date: Annotated[Edtf | None, Meta(description="When it was conferred.")] = None
    date_note: Annotated[Bilingual | None, Meta(description="What the date's wording adds.")] = (
        None
    )


class Expert(CitedFact, kw_only=True, frozen=True, tag_field="kind", tag="expert"):
    """An exemplar expert as the sources present the person."""

    name: Annotated[Bilingual, Meta(description="Name of the person.")]
    aliases: Annotated[tuple[str, ...], Meta(description="Other spellings that find it.")] = ()
    role: Annotated[Bilingual | None, Meta(description="Post or part.")] = None
    organisation: Annotated[Bilingual | None, Meta(description="Employer or team.")] = None
    region: Annotated[Bilingual | None, Meta(description="Place.")] = None
    field: Annotated[Bilingual | None, Meta(description="Field of work.")] = None
    note: Annotated[Bilingual | None, Meta(description="A remark on the person.")] = None
    achievements: Annotated[
        tuple[Achievement, ...], Meta(description="What the person achieved.")
    ] = ()
    honours: Annotated[tuple[Honour, ...], Meta(description="Titles and honours.")] = ()
    honours_open: Annotated[
        bool, Meta(description="True when the source closes the honours with 等.")
    ] = False


class Programme(CitedFact, kw_only=True, frozen=True, tag_field="kind", tag="programme"):
    """A programme, platform or service for professional and technical talent."""

    name: Annotated[Bilingual, Meta(description="Name of the programme.")]
    aliases: Annotated[tuple[str, ...], Meta(description="Other names that find it.")] = ()
    type: Annotated[
        Literal["programme", "platform", "system", "service"],
        Meta(description="What sort of undertaking it is."),
    ] = "programme"
    topic: Annotated[str, Meta(description="Topic that it is listed under.")]
    text: Annotated[Bilingual | None, Meta(description="What it is, in our own words.")] = None
    carriers: Annotated[
        tuple[Bilingual, ...], Meta(description="What carries it out on the ground.")
    ] = ()
    items: Annotated[tuple[Bilingual, ...], Meta(description="Its parts, one by one.")] = ()
    open: Annotated[bool, Meta(description="True when the items are not the complete list.")] = (
        False
    )
    organisation: Annotated[Bilingual | None, Meta(description="Who runs it.")] = None
    region: Annotated[Bilingual | None, Meta(description="Place, when not nationwide.")] = None
    period: Annotated[Edtf | None, Meta(description="When it runs.")] = None
    part_of: Annotated[str | None, Meta(description="Id of the wider programme.")] = None
    note: Annotated[Bilingual | None, Meta(description="A remark on the programme.")] = None


class Milestone(CitedFact, kw_only=True, frozen=True, tag_field="kind", tag="milestone"):
    """An event that the sources count among the workforce's achievements."""

    name: Annotated[Bilingual, Meta(description="What happened.")]
    aliases: Annotated[tuple[str, ...], Meta(description="Other names that find it.")] = ()
    topic: Annotated[str, Meta(description="Topic that it is listed under.")]
    date: Annotated[Edtf | None, Meta(description="When it happened.")] = None
    date_note: Annotated[
        Bilingual | None, Meta(description="Why the date is absent or uncertain.")
    ] = None
    places: Annotated[tuple[Bilingual, ...], Meta(description="Where it happened.")] = ()
    about: Annotated[str | None, Meta(description="Id of the person or policy behind it.")] = None
    note: Annotated[Bilingual | None, Meta(description="A remark on the milestone.")] = None


class Source(Identified, kw_only=True, frozen=True, tag_field="kind", tag="source"):
    """A document that facts are taken from."""

    title: Annotated[Bilingual, Meta(description="Title of the document.")]
    aliases: Annotated[tuple[str, ...], Meta(description="Other names that find it.")] = ()
    grade: Annotated[
        Grade,
        Meta(description="A official or primary, B press or transcription, C secondary copy."),
    ]
    publisher: Annotated[Bilingual | None, Meta(description="Who published it.")] = None
    number: Annotated[str | None, Meta(description="Document number (文号).")] = None
    published: Annotated[Edtf | None, Meta(description="When it was published.")] = None
    published_note: Annotated[
        Bilingual | None, Meta(description="How the date of publication is known.")
    ] = None
    address: Annotated[str | None, Meta(description="Official address.")] = None
    via: Annotated[Bilingual | None, Meta(description="The copy that was read.")] = None
    sha256: Annotated[str | None, Meta(description="SHA-256 of the text that was read.")] = None
    note: Annotated[Bilingual | None, Meta(description="A remark on the source.")] = None


class Period(CitedFact, kw_only=True, frozen=True, tag_field="kind", tag="period"):
    """A named stretch of time that people quote instead of its dates."""

    name: Annotated[Bilingual, Meta(description="Name of the period.")]
    aliases: Annotated[tuple[str, ...], Meta(description="Other names that find it.")] = ()
    span: Annotated[Edtf, Meta(description="First and last day, year or month.")]
    note: Annotated[Bilingual | None, Meta(description="A remark on the period.")] = None


Fact = Metric | Policy | Qualification | Expert | Programme | Milestone | Source | Period

RECORDS: dict[Kind, type[Fact]] = {
    "metric": Metric,
    "policy": Policy,
    "qualification": Qualification,
    "expert": Expert,
    "programme": Programme,
    "milestone": Milestone,
    "source": Source,
    "period": Period,
}

FILLED_IN = frozenset({"source_title", "grade", "current", "conflicts", "kind"})
"""Fields that compiling derives; a file may not hold them (a source's own `grade` excepted)."""

SUB_TABLES: dict[Kind, dict[str, str]] = {
    "metric": {"observation": "observations"},
    "policy": {"measure": "measures"},
    "expert": {"achievement": "achievements", "honour": "honours"},
}
"""Singular table name in a file → field of the record."""


def kind_of(fact: Fact) -> Kind:
    """The kind that a fact is of."""
    return KINDS_OF[type(fact)]


KINDS_OF: dict[type[Fact], Kind] = {record: kind for kind, record in RECORDS.items()}


def heading(fact: Fact) -> Bilingual:
    """The name or title that a fact goes by."""
    return fact.title if isinstance(fact, Policy | Source) else fact.name


_ENCODER = msgspec.json.Encoder(decimal_format="number")


def encode(record: Record) -> str:
    """The JSON text of a record: every field, numbers bare and exact, characters unescaped."""
    return _ENCODER.encode(record).decode()
