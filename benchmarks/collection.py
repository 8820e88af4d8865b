"""Made-up collections of facts, of any size: the same bytes at every run.

A collection of N facts is ten sources and N - 10 numbered facts, mostly metrics, written as TOML
in files of ten thousand. Every file has a seed of its own, so a small collection is the beginning
of a large one, and any file can be written again without the others. The peers get the same facts
flat, one JSON object a line.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from random import Random
from typing import NamedTuple

PER_FILE = 10_000
SOURCES = 10
WRITTEN = 1_735_689_600
"""When every file claims to be written (1 January 2025): compiling trusts no file of just now."""

Text = dict[str, str]
Value = str | int | Text | list[str] | list[Text]
Fields = dict[str, Value]


class Fact(NamedTuple):
    """One record as it stands in a file, with its one sub-table where it has any."""

    kind: str
    fields: Fields
    part: str = ""
    part_fields: Mapping[str, Value] = {}


class Subject(NamedTuple):
    """What a fact is about: its topic and theme, its words, and its unit with the measure word."""

    topic: str
    theme: str
    zh: str
    en: str
    unit: str
    word: str


SUBJECTS = (
    Subject("workforce", "evaluation", "专业技术人员", "professional personnel", "person", "人"),
    Subject("workforce", "skills", "高级工程师", "senior engineers", "person", "人"),
    Subject("titles", "titles", "职称评审通过人员", "holders of titles", "person", "人"),
    Subject("qualifications", "qualifications", "持证人员", "certified people", "person", "人"),
    Subject("experts", "innovation", "享受津贴专家", "experts with allowances", "person", "人"),
    Subject("grassroots", "grassroots", "基层服务场次", "grassroots events", "event", "场"),
    Subject("platforms", "innovation", "科研工作站", "research stations", "station", "个"),
    Subject("services", "services", "线上服务项目", "services on line", "service", "项"),
    Subject("energy", "occupations", "核能岗位", "posts in nuclear energy", "occupation", "个"),
    Subject("reform", "evaluation", "改革试点", "reform pilots", "action", "个"),
)
"""Topics, themes and units are those of the program; none of the words says 人才."""

PLACES = (
    ("江苏", "Jiangsu"),
    ("浙江", "Zhejiang"),
    ("重庆", "Chongqing"),
    ("四川", "Sichuan"),
    ("云南", "Yunnan"),
    ("甘肃", "Gansu"),
    ("湖南", "Hunan"),
    ("广东", "Guangdong"),
    ("山东", "Shandong"),
    ("辽宁", "Liaoning"),
    ("福建", "Fujian"),
    ("贵州", "Guizhou"),
)
SCOPES = (
    ("含在岗与离岗人员", "Whether or not at work"),
    ("不含临时聘用人员", "Without temporary staff"),
    ("仅计省属单位", "Provincial bodies alone"),
)
HEDGES = (("", "="), ("", "="), ("", "="), ("", "="), ("超过", ">"), ("近", "<"), ("约", "~"))
AMONG_TALENT = 0.04
"""Share of the facts whose name says 人才."""

MIX = ("metric",) * 14 + ("policy",) * 2 + ("programme", "milestone", "qualification", "expert")
"""The kinds of twenty facts in a row."""


def kind_of(n: int) -> str:
    """The kind of the n-th numbered fact."""
    return MIX[(n - 1) % len(MIX)]


def metric_id(n: int) -> str:
    """The id of the n-th numbered fact, which must be a metric."""
    return f"m-{n:07}"


def metric_ids(size: int, wanted: int) -> list[str]:
    """Ids of so many metrics, or all there are, spread evenly over a collection."""
    numbers = [n for n in range(1, size - SOURCES + 1) if kind_of(n) == "metric"]
    wanted = min(wanted, len(numbers))
    return [metric_id(numbers[i * len(numbers) // wanted]) for i in range(wanted)]


def middle_id(size: int) -> str:
    """The id of a metric half-way through a collection."""
    n = max(1, size // 2)
    while kind_of(n) != "metric":
        n += 1
    return metric_id(n)


def facts_of_file(number: int, size: int) -> Iterator[Fact]:
    """The facts of one file of a collection; files are counted from 0."""
    random = Random(f"talent {number}")
    first = number * PER_FILE + 1
    for n in range(first, min(first + PER_FILE, size - SOURCES + 1)):
        yield fact(n, random)


def file_count(size: int) -> int:
    """How many files the numbered facts of a collection fill."""
    return -(-(size - SOURCES) // PER_FILE)


def facts(size: int) -> Iterator[Fact]:
    """Every numbered fact of a collection, in the order of the files."""
    for number in range(file_count(size)):
        yield from facts_of_file(number, size)


def fact(n: int, random: Random) -> Fact:
    """The n-th numbered fact."""
    subject, (place_zh, place_en) = random.choice(SUBJECTS), random.choice(PLACES)
    among = "人才" if random.random() < AMONG_TALENT else ""
    name = text(f"{place_zh}{among}{subject.zh}第{n}组", f"{place_en}: {subject.en}, group {n}")
    cited: Fields = {
        "source": f"source-{random.randrange(SOURCES):02}",
        "at": f"¶{random.randrange(1, 60)}",
    }
    kind = kind_of(n)
    if kind == "metric":
        return metric(n, random, name, subject, place_zh, cited)
    if kind == "policy":
        return policy(n, random, name, subject, text(place_zh, place_en), cited)
    return simple(kind, n, random, name, subject, text(place_zh, place_en), cited)


def metric(
    n: int, random: Random, name: Text, subject: Subject, place: str, cited: Fields
) -> Fact:
    """A metric with one observation, whose figure reads back as its value."""
    hedge, relation = random.choice(HEDGES)
    value, figure = amount(random)
    observed: Fields = {"value": value, "stated": f"{hedge}{figure}{subject.word}"}
    if relation != "=":
        observed["relation"] = relation
    observed["as_of"] = date(random)
    observed["scope"] = text(*random.choice(SCOPES))
    fields: Fields = {
        "id": metric_id(n),
        "name": name,
        "aliases": [f"{place}{subject.zh[:2]}{n}", f"series {n}"],
        "topic": subject.topic,
        "unit": subject.unit,
    }
    return Fact("metric", fields, "observation", {**observed, **cited})


def policy(
    n: int, random: Random, name: Text, subject: Subject, place: Text, cited: Fields
) -> Fact:
    """A policy with its number, issuing body, place and one measure."""
    issued = date(random)
    fields: Fields = {
        "id": f"p-{n:07}",
        "title": name,
        "themes": [subject.theme],
        "issuers": [text(f"{place['zh']}省人社厅", f"{place['en']} Human Resources Department")],
        "number": f"{place['zh'][0]}人社发〔{issued[:4]}〕{n}号",
        "issued": issued,
        "region": place,
        **cited,
    }
    does: Fields = {"text": text("简化申报材料", "Fewer papers for an application")}
    return Fact("policy", fields, "measure", {**does, **cited})


def simple(
    kind: str, n: int, random: Random, name: Text, subject: Subject, place: Text, cited: Fields
) -> Fact:
    """A programme, milestone, qualification or expert, in one table."""
    own: dict[str, Fields] = {
        "programme": {"type": "service", "topic": subject.topic, "region": place},
        "milestone": {"topic": subject.topic, "date": date(random), "places": [place]},
        "qualification": {"status": "abolished", "batch": n % 7 + 1, "date": date(random)},
        "expert": {"role": text("总工程师", "Chief engineer"), "region": place},
    }
    note = text(*random.choice(SCOPES))
    fields: Fields = {"id": f"{kind}-{n:07}", "name": name, **own[kind], "note": note, **cited}
    return Fact(kind, fields)


def amount(random: Random) -> tuple[int, str]:
    """A number and how it is printed: 1234, 1234万 or 123.4万."""
    digits = random.randrange(11, 9999)
    form = random.randrange(3)
    if form == 0:
        return digits, str(digits)
    if form == 1:
        return digits * 10_000, f"{digits}万"
    tenths = digits * 10 + random.randrange(1, 10)
    return tenths * 1_000, f"{tenths // 10}.{tenths % 10}万"


def date(random: Random) -> str:
    """A year, month or day from 2000 to 2020."""
    year, month, day = random.randrange(2000, 2021), random.randrange(1, 13), 28
    return (f"{year}", f"{year}-{month:02}", f"{year}-{month:02}-{day}")[random.randrange(3)]


def text(zh: str, en: str) -> Text:
    """One text in both languages."""
    return {"zh": zh, "en": en}


def source(number: int) -> Fact:
    """One of the sources; all were published after every date of the facts."""
    fields: Fields = {
        "id": f"source-{number:02}",
        "title": text(f"统计年报第{number}卷", f"Statistical report, volume {number}"),
        "grade": "ABC"[number % 3],
        "publisher": text("统计社", "Statistics Press"),
        "published": f"2021-{number % 12 + 1:02}",
    }
    return Fact("source", fields)


def toml(record: Fact) -> str:
    """A fact as it stands in a file."""
    lines = [f"\n[[{record.kind}]]", *assignments(record.fields, "")]
    if record.part:
        lines.append(f"\n  [[{record.kind}.{record.part}]]")
        lines += assignments(record.part_fields, "  ")
    return "\n".join(lines) + "\n"


def assignments(fields: Mapping[str, Value], indent: str) -> list[str]:
    """A line for each field."""
    return [f"{indent}{key} = {literal(value)}" for key, value in fields.items()]


def literal(value: Value) -> str:
    """A value in TOML; our words hold nothing that needs escaping."""
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, int):
        return f"{value:_}"
    if isinstance(value, dict):
        inside = ", ".join(f'{side} = "{words}"' for side, words in value.items())
        return f"{{ {inside} }}"
    return f"[{', '.join(map(literal, value))}]"


def make(folder: Path, size: int) -> None:
    """Write a collection, unless it is there already as this module writes it."""
    stamp = folder.parent / f"{folder.name}.stamp"
    digest = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text("utf-8") == digest:
        return
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    write(folder / "sources.toml", "# The sources.\n", map(source, range(SOURCES)))
    for number in range(file_count(size)):
        revise(folder, size, number, 0)
    stamp.write_text(digest, "utf-8")


def revise(folder: Path, size: int, number: int, revision: int) -> None:
    """Write one file again; any revision but 0 gives its first fact a remark of its own."""
    records = facts_of_file(number, size)
    if revision:
        records = revised(records, revision)
    path = folder / f"facts-{number:03}.toml"
    write(path, f"# Made-up facts, file {number}.\n", records)
    os.utime(path, (WRITTEN + revision, WRITTEN + revision))


def revised(records: Iterator[Fact], revision: int) -> Iterator[Fact]:
    """The facts, the first with a remark that tells the revision."""
    first = next(records)
    note: Fields = {"note": text(f"第{revision}次修订", f"Revision {revision}")}
    yield first._replace(fields={**first.fields, **note})
    yield from records


def write(path: Path, heading: str, records: Iterator[Fact]) -> None:
    """Write a file of facts, dated so that it counts as settled."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(heading)
        for record in records:
            file.write(toml(record))
    os.utime(path, (WRITTEN, WRITTEN))


def flat(record: Fact) -> dict[str, str | int]:
    """A fact without nesting, as the peers get it."""
    row: dict[str, str | int] = {"kind": record.kind}
    for fields in (record.fields, record.part_fields):
        for key, value in fields.items():
            if isinstance(value, dict):
                row |= {f"{key}_{side}": words for side, words in value.items()}
            elif isinstance(value, str | int):
                row[key] = value
    return row


def json_line(record: Fact) -> str:
    """A flat fact as a line of JSON."""
    return json.dumps(flat(record), ensure_ascii=False) + "\n"


def first_matching(size: int, topic: str, years: tuple[str, ...], limit: int) -> list[str]:
    """Ids of the first metrics of a topic whose date falls in one of the years."""
    found = (
        str(record.fields["id"])
        for record in facts(size)
        if record.kind == "metric"
        and record.fields["topic"] == topic
        and str(record.part_fields["as_of"]).startswith(years)
    )
    return list(islice(found, limit))
