"""Records → sheets and cards, in one language. Text only: no colour, no width, no output."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from typing import TYPE_CHECKING

from talentcli import __version__
from talentcli.ask.derive import series
from talentcli.corpus import figures, times
from talentcli.corpus.model import (
    Bilingual,
    Cited,
    CitedFact,
    Expert,
    Fact,
    Kind,
    Metric,
    Milestone,
    Observation,
    Period,
    Policy,
    Programme,
    Qualification,
    Source,
    heading,
)
from talentcli.show.sheets import Card, Column, Line, Section, Sheet
from talentcli.show.words import Lang, aside, joined, labelled, listing, side, topic, word

if TYPE_CHECKING:
    from talentcli.ask.derive import Derived
    from talentcli.ask.overview import Overview
    from talentcli.ask.search import Hit
    from talentcli.ask.standing import Standing
    from talentcli.ask.summary import Count
    from talentcli.ask.timeline import Event

PLURALS: dict[str, str] = {
    "metric": "metrics",
    "policy": "policies",
    "qualification": "qualifications",
    "expert": "experts",
    "programme": "programmes",
    "milestone": "milestones",
    "source": "sources",
    "period": "periods",
}


# Pieces that several views use


def figure(metric: Metric, seen: Observation, lang: Lang) -> str:
    """The figure of an observation with its hedge: 超过400万人, more than 4 million people."""
    return figures.show(seen.value, metric.unit, seen.relation, lang, cumulative=seen.cumulative)


def time_of(seen: Observation, lang: Lang) -> str:
    """When an observation holds, at its precision."""
    date = seen.as_of or seen.period
    return times.show(date, lang, year_end=True) if date else word("unknown_date", lang)


def date(text: str | None, lang: Lang) -> str:
    """A date at its precision; nothing when there is none."""
    return times.show(text, lang) if text else ""


def source_line(cited: Cited | CitedFact, lang: Lang) -> str:
    """Grade, title, place and id of what a statement rests on."""
    title = side(cited.source_title, lang)
    at = f" {cited.at}" if cited.at else ""
    return f"[{cited.grade}] {title}{at} ({cited.source})"


def short_source(cited: Cited | CitedFact) -> str:
    """Grade, id and place: the source mark of a table row."""
    return f"{cited.grade} {cited.source}{' ' + cited.at if cited.at else ''}"


def own_source(statement: Cited, fact: CitedFact) -> list[str]:
    """The source mark of a statement, where it rests on something else than its fact."""
    same = (statement.source, statement.at) == (fact.source, fact.at)
    return [] if same else [short_source(statement)]


def sides(texts: Iterable[Bilingual], lang: Lang) -> list[str]:
    """Each text in the language."""
    return [side(text, lang) for text in texts]


# Listings: one row a fact

METRIC_COLUMNS = [
    Column("id"),
    Column("name", least=20),
    Column("figure", least=18, right=True),
    Column("as_of", least=8),
    Column("source", gives_way=3),
]
POLICY_COLUMNS = [
    Column("id"),
    Column("title", least=24),
    Column("number", gives_way=4),
    Column("issued", least=9),
    Column("issuer", least=12, gives_way=5),
    Column("source", gives_way=3),
]
QUALIFICATION_COLUMNS = [
    Column("id"),
    Column("name", least=12),
    Column("status"),
    Column("category", gives_way=5),
    Column("date", least=9, gives_way=4),
    Column("source", gives_way=3),
]
EXPERT_COLUMNS = [
    Column("id"),
    Column("name", least=8),
    Column("role", least=16),
    Column("field", least=8, gives_way=4),
    Column("region", gives_way=5),
    Column("source", gives_way=3),
]
PROGRAMME_COLUMNS = [
    Column("id"),
    Column("name", least=16),
    Column("type", gives_way=4),
    Column("region", gives_way=5),
    Column("source", gives_way=3),
]
MILESTONE_COLUMNS = [
    Column("id"),
    Column("name", least=16),
    Column("date", least=9),
    Column("topic", gives_way=4),
    Column("source", gives_way=3),
]
SOURCE_COLUMNS = [
    Column("id"),
    Column("title", least=16),
    Column("grade"),
    Column("published", least=9, gives_way=4),
    Column("publisher", least=10, gives_way=5),
]
PERIOD_COLUMNS = [
    Column("id"),
    Column("name", least=12),
    Column("span", least=9),
    Column("source", gives_way=3),
]


def metric_row(metric: Metric, lang: Lang) -> list[str]:
    """The current observation; the number of others stands behind its time."""
    seen = metric.observations[metric.current]
    others = len(metric.observations) - 1
    more = f" (+{others})" if others else ""
    return [
        metric.id,
        side(metric.name, lang),
        figure(metric, seen, lang),
        time_of(seen, lang) + more,
        short_source(seen),
    ]


def policy_row(policy: Policy, lang: Lang) -> list[str]:
    """Title, number, date and issuers."""
    return [
        policy.id,
        side(policy.title, lang),
        policy.number or "",
        date(policy.issued, lang),
        listing(sides(policy.issuers, lang), lang),
        short_source(policy),
    ]


def qualification_row(qualification: Qualification, lang: Lang) -> list[str]:
    """Standing, category and date of the decision."""
    return [
        qualification.id,
        side(qualification.name, lang),
        word(qualification.status, lang),
        word(qualification.category, lang) if qualification.category else "",
        date(qualification.date, lang),
        short_source(qualification),
    ]


def expert_row(expert: Expert, lang: Lang) -> list[str]:
    """Post, field and place."""
    return [
        expert.id,
        side(expert.name, lang),
        side(expert.role, lang),
        side(expert.field, lang),
        side(expert.region, lang),
        short_source(expert),
    ]


def programme_row(programme: Programme, lang: Lang) -> list[str]:
    """Type and place."""
    return [
        programme.id,
        side(programme.name, lang),
        word(programme.type, lang),
        side(programme.region, lang),
        short_source(programme),
    ]


def milestone_row(milestone: Milestone, lang: Lang) -> list[str]:
    """Date and topic."""
    return [
        milestone.id,
        side(milestone.name, lang),
        date(milestone.date, lang) or word("unknown_date", lang),
        topic(milestone.topic, lang),
        short_source(milestone),
    ]


def source_row(source: Source, lang: Lang) -> list[str]:
    """Grade, date and publisher."""
    return [
        source.id,
        side(source.title, lang),
        source.grade,
        date(source.published, lang),
        side(source.publisher, lang),
    ]


def period_row(period: Period, lang: Lang) -> list[str]:
    """The span."""
    return [period.id, side(period.name, lang), date(period.span, lang), short_source(period)]


def columns(kind: Kind) -> list[Column]:
    """The columns of a listing of this kind, headed by their keys."""
    return {
        "metric": METRIC_COLUMNS,
        "policy": POLICY_COLUMNS,
        "qualification": QUALIFICATION_COLUMNS,
        "expert": EXPERT_COLUMNS,
        "programme": PROGRAMME_COLUMNS,
        "milestone": MILESTONE_COLUMNS,
        "source": SOURCE_COLUMNS,
        "period": PERIOD_COLUMNS,
    }[kind]


def row(fact: Fact, lang: Lang) -> list[str]:
    """The listing row of a fact, one text a column of its kind."""
    match fact:
        case Metric():
            return metric_row(fact, lang)
        case Policy():
            return policy_row(fact, lang)
        case Qualification():
            return qualification_row(fact, lang)
        case Expert():
            return expert_row(fact, lang)
        case Programme():
            return programme_row(fact, lang)
        case Milestone():
            return milestone_row(fact, lang)
        case Source():
            return source_row(fact, lang)
        case Period():
            return period_row(fact, lang)


def listed(
    kind: Kind,
    facts: Iterable[Fact],
    lang: Lang,
    *,
    most: int | None = None,
    sparkline: bool = False,
) -> Sheet:
    """Facts of one kind as a sheet, no more than `most` of them."""
    heads = columns(kind)
    rows = []
    for fact in facts:
        rows.append(row(fact, lang))
        if sparkline and isinstance(fact, Metric):
            rows[-1].insert(4, trend(fact))
    if sparkline:
        heads = [*heads[:4], Column("trend"), *heads[4:]]
    if most is not None and len(rows) > most:
        return Sheet(heads, rows[:most], [word("more_rows", lang, count=most)])
    footer = [word("count_shown", lang, count=len(rows)) if rows else word("none", lang)]
    return Sheet(heads, rows, footer)


SPARKS = "▁▂▃▄▅▆▇█"
MOST_SPARKS = 16


def trend(metric: Metric) -> str:
    """A series as one mark a year, its height the value; a year without a figure is a dot."""
    by_year = {
        times.year_of(moment): seen.value for seen, moment, _ in series(metric) if moment.last
    }
    if len(by_year) < 2:
        return ""
    years = range(max(min(by_year), max(by_year) - MOST_SPARKS + 1), max(by_year) + 1)
    most = max(by_year.values()) or 1
    top = len(SPARKS) - 1
    return "".join(
        SPARKS[int(by_year[year] / most * top)] if year in by_year else "·" for year in years
    )


# Cards: one fact in full


class Lines:
    """Collects the lines of a card; empty texts leave no line."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self.lines: list[Line] = []

    def add(self, key: str, text: str, label: str | None = None) -> None:
        """Add a line, labelled by the word for its key unless another word is named."""
        if text:
            self.lines.append(Line(key, word(label or key, self.lang), text))

    def add_side(self, key: str, text: Bilingual | None, label: str | None = None) -> None:
        """Add a bilingual text in the card's language."""
        self.add(key, side(text, self.lang), label)


def card(fact: Fact, related: Sequence[Metric], lang: Lang) -> Card:
    """One fact in full. `related` are the metrics about it."""
    lines = Lines(lang)
    sections: list[Section] = []
    figure_text = wording = ""
    match fact:
        case Metric():
            seen = fact.observations[fact.current]
            figure_text = figure(fact, seen, lang)
            wording = time_of(seen, lang)
            metric_lines(fact, seen, lines)
            sections = others(fact, lang)
        case Policy():
            policy_lines(fact, lines)
            sections = [measures(fact, lang)]
        case Qualification():
            qualification_lines(fact, lines)
        case Expert():
            expert_lines(fact, lines)
            sections = [achievements(fact, lang), honours(fact, lang)]
        case Programme():
            programme_lines(fact, lines)
        case Milestone():
            milestone_lines(fact, lines)
        case Source():
            source_lines(fact, lines)
        case Period():
            lines.add("span", date(fact.span, lang))
            lines.add_side("note", fact.note)
    if isinstance(fact, CitedFact):
        lines.add("source", source_line(fact, lang))
    lines.add("aliases", listing(list(fact.aliases), lang))
    sections.append(figures_section(related, lang))
    name = heading(fact)
    return Card(
        id=fact.id,
        name=side(name, lang),
        other_name=(name.en if lang == "zh" else name.zh) or "",
        figure=figure_text,
        wording=wording,
        lines=lines.lines,
        sections=[section for section in sections if section.lines],
    )


def metric_lines(metric: Metric, seen: Observation, lines: Lines) -> None:
    """What belongs to the observation quoted, then what belongs to the metric."""
    lang = lines.lang
    lines.add_side("time_note", seen.as_of_note)
    lines.add("disagree", disagreement(metric, lang))
    lines.add("stated", seen.stated)
    lines.add_side("scope", seen.scope)
    lines.add("source", source_line(seen, lang))
    lines.add_side("disputed", seen.disputed)
    lines.add_side("method", seen.method)
    lines.add_side("note", seen.note)
    lines.add_side("note", metric.note)
    lines.add("about", metric.about or "")
    lines.add("topic", topic(metric.topic, lang))


def others(metric: Metric, lang: Lang) -> list[Section]:
    """The other observations: dated ones in order of time with their growth, then the rest."""
    dated = series(metric)
    quoted = metric.observations[metric.current]
    long = len(dated) >= LONG_SERIES
    lines = [
        observed(metric, seen, rise, quoted, lang)
        for seen, _, rise in dated
        if long or seen is not quoted
    ]
    told = [point.seen for point in dated]
    lines += [
        observed(metric, seen, None, quoted, lang)
        for seen in metric.observations
        if seen is not quoted and seen not in told
    ]
    return [Section(word("series" if long else "others", lang), lines)]


LONG_SERIES = 3
"""Dated observations that make a series, shown with the one quoted in its place."""


def observed(
    metric: Metric, seen: Observation, rise: "Derived | None", quoted: Observation, lang: Lang
) -> Line:
    """One observation as a line: time, figure, growth, source, remarks."""
    mark = "● " if seen is quoted else ""
    grown = f"  {percent(rise)}" if rise else ""
    parts = [f"{mark}{figure(metric, seen, lang)}{grown}  {source_line(seen, lang)}"]
    if seen is not quoted:
        parts += [side(remark, lang) for remark in (seen.disputed, seen.note) if remark]
    return Line("observation", time_of(seen, lang), "\n".join(parts), telling=True)


def percent(rise: "Derived") -> str:
    """A growth with its sign, to one decimal."""
    return "" if rise.value is None else f"{rise.value:+.1f}%"


def disagreement(metric: Metric, lang: Lang) -> str:
    """What the sources say where they disagree, the figure that is quoted last; else nothing."""
    quoted = metric.observations[metric.current]
    others = [o for o in metric.observations if (o.disputed or o.conflicts) and o is not quoted]
    if not others:
        return ""
    said = [
        figure(metric, seen, lang) + aside([time_of(seen, lang), short_source(seen)], lang)
        for seen in others
    ]
    said.append(labelled("quoted", f"{figure(metric, quoted, lang)} [{quoted.grade}]", lang))
    return ("；" if lang == "zh" else "; ").join(said)


def series_rows(metric: Metric, lang: Lang) -> Sheet:
    """A series as rows: time, figure, growth since the time before, source."""
    columns = [
        Column("as_of"),
        Column("figure", least=18, right=True),
        Column("growth", right=True),
        Column("source", gives_way=1),
    ]
    rows = [
        [
            time_of(seen, lang),
            figure(metric, seen, lang),
            percent(rise) if rise else "",
            short_source(seen),
        ]
        for seen, _, rise in series(metric)
    ]
    return Sheet(columns, rows)


def derived_card(found: "Derived", lang: Lang) -> Card:
    """A derived figure: what is known of it, and the two observations behind it."""
    a, b = found.inputs
    shown = derived_figure(found, lang)
    lines = Lines(lang)
    for each in (a, b):
        metric = Metric(
            id=each.id, name=each.name, topic="", unit=each.unit, observations=(each.observation,)
        )
        seen = each.observation
        text = f"{figure(metric, seen, lang)}  {time_of(seen, lang)}\n{source_line(seen, lang)}"
        lines.lines.append(Line("input", each.id, text, telling=True))
    titles = [side(each.name, lang) for each in (a, b)]
    return Card(
        id=f"{a.id} {b.id}" if a.id != b.id else a.id,
        name=word(f"derived_{found.what}", lang, a=titles[0], b=titles[1]),
        other_name="",
        figure=shown,
        wording=word("worked_out", lang),
        lines=lines.lines,
        sections=[],
    )


def derived_figure(found: "Derived", lang: Lang) -> str:
    """The derived figure with the bound that the hedges of its inputs leave."""
    if found.value is not None and found.relation is not None:
        value = rounded(found.value, ROUNDING.get(found.relation[0], ROUND_HALF_UP))
        return figures.show(value, found.unit, found.relation, lang)
    low, high = found.lower, found.upper
    ends = [] if low is None else [f"{rounded(low, ROUND_FLOOR):f}"]
    ends += [] if high is None else [f"{rounded(high, ROUND_CEILING):f}"]
    return " – ".join(ends) + ("%" if found.unit == "percent" else f" {found.unit}")


ROUNDING = {">": ROUND_FLOOR, "<": ROUND_CEILING}
"""A bound is rounded to the side on which it stays true."""


def rounded(value: Decimal, rounding: str) -> Decimal:
    """A value to three significant figures, written out."""
    return Decimal(f"{Context(prec=3, rounding=rounding).plus(value):f}")


def policy_lines(policy: Policy, lines: Lines) -> None:
    """Number, issuers, date and place in the order of policies."""
    lang = lines.lang
    lines.add("number", policy.number or "")
    lines.add("untitled", word("untitled", lang) if policy.untitled else "", "note")
    lines.add("issuer", listing(sides(policy.issuers, lang), lang))
    lines.add("issued", date(policy.issued, lang))
    lines.add_side("issued_note", policy.issued_note, "time_note")
    lines.add_side("region", policy.region)
    lines.add("theme", listing([topic(theme, lang) for theme in policy.themes], lang))
    lines.add("part_of", policy.part_of or "")
    lines.add("implements", listing(list(policy.implements), lang))
    lines.add("supersedes", listing(list(policy.supersedes), lang))
    lines.add_side("note", policy.note)


def measures(policy: Policy, lang: Lang) -> Section:
    """What a policy does, one entry a measure."""
    lines = []
    for number, measure in enumerate(policy.measures, 1):
        parts = [side(measure.text, lang)]
        for label, texts in (("items", measure.items), ("places", measure.places)):
            if texts:
                listed_texts = listing(sides(texts, lang), lang, open_list=measure.open)
                parts.append(labelled(label, listed_texts, lang))
        if measure.date:
            parts.append(labelled("date", date(measure.date, lang), lang))
        parts += own_source(measure, policy)
        lines.append(Line("measure", str(number), "\n".join(parts)))
    return Section(word("measures", lang), lines)


def qualification_lines(qualification: Qualification, lines: Lines) -> None:
    """Standing first, then what decided it."""
    lang = lines.lang
    lines.add("status", word(qualification.status, lang))
    lines.add("category", word(qualification.category, lang) if qualification.category else "")
    lines.add("class", word(qualification.class_, lang) if qualification.class_ else "")
    lines.add("batch", str(qualification.batch) if qualification.batch else "")
    lines.add("document", qualification.document or "")
    lines.add("date", date(qualification.date, lang))
    if qualification.replaced_by:
        link = qualification.replaced_link
        basis = aside([word(f"link_{link}", lang)], lang) if link else ""
        lines.add("replaced_by", qualification.replaced_by + basis)
    lines.add("item", str(qualification.item) if qualification.item else "")
    lines.add_side("group", qualification.group)
    lines.add("departments", listing(sides(qualification.departments, lang), lang))
    lines.add_side("note", qualification.note)


def expert_lines(expert: Expert, lines: Lines) -> None:
    """Post, employer, place and field."""
    lines.add_side("role", expert.role)
    lines.add_side("organisation", expert.organisation)
    lines.add_side("region", expert.region)
    lines.add_side("field", expert.field)
    lines.add_side("note", expert.note)


def achievements(expert: Expert, lang: Lang) -> Section:
    """What the expert achieved, one entry each."""
    lines = []
    for number, done in enumerate(expert.achievements, 1):
        parts = [side(done.text, lang)]
        if done.stated:
            parts.append(labelled("stated", done.stated, lang))
        if done.date:
            parts.append(date(done.date, lang))
        parts += own_source(done, expert)
        lines.append(Line("achievement", str(number), "\n".join(parts)))
    return Section(word("achievements", lang), lines)


def honours(expert: Expert, lang: Lang) -> Section:
    """Titles and honours with their dates; an open list says so."""
    lines = []
    for honour in expert.honours:
        when = date(honour.date, lang) or word("unknown_date", lang)
        sort = "professional_title" if honour.type == "title" else honour.type
        text = side(honour.name, lang) + aside([word(sort, lang)], lang)
        note = [side(honour.date_note, lang)] if honour.date_note else []
        parts = [text, *note, *own_source(honour, expert)]
        lines.append(Line("honour", when, "\n".join(parts), telling=True))
    if expert.honours_open:
        lines.append(Line("honour", "…", word("open_list", lang)))
    return Section(word("honours", lang), lines)


def programme_lines(programme: Programme, lines: Lines) -> None:
    """What it is, its parts and who carries it."""
    lang = lines.lang
    lines.add("type", word(programme.type, lang))
    lines.add_side("text", programme.text)
    lines.add("items", listing(sides(programme.items, lang), lang, open_list=programme.open))
    lines.add("carriers", listing(sides(programme.carriers, lang), lang))
    lines.add_side("organisation", programme.organisation)
    lines.add_side("region", programme.region)
    lines.add("period", date(programme.period, lang), "period_label")
    lines.add("part_of", programme.part_of or "")
    lines.add("topic", topic(programme.topic, lang))
    lines.add_side("note", programme.note)


def milestone_lines(milestone: Milestone, lines: Lines) -> None:
    """Date, places and topic."""
    lang = lines.lang
    lines.add("date", date(milestone.date, lang) or word("unknown_date", lang))
    lines.add_side("date_note", milestone.date_note, "time_note")
    lines.add("places", listing(sides(milestone.places, lang), lang))
    lines.add("topic", topic(milestone.topic, lang))
    lines.add("about", milestone.about or "")
    lines.add_side("note", milestone.note)


def source_lines(source: Source, lines: Lines) -> None:
    """Everything needed to find the document again."""
    lang = lines.lang
    lines.add("grade", f"{source.grade}, {word(f'grade_{source.grade}', lang)}")
    lines.add_side("publisher", source.publisher)
    lines.add("number", source.number or "")
    lines.add("published", date(source.published, lang))
    lines.add_side("published_note", source.published_note, "time_note")
    lines.add("address", source.address or "")
    lines.add_side("via", source.via)
    lines.add("sha256", source.sha256 or "")
    lines.add_side("note", source.note)


def figures_section(related: Sequence[Metric], lang: Lang) -> Section:
    """The figures about a person, policy or programme: figure, name, time, source mark."""
    lines = []
    for metric in related:
        seen = metric.observations[metric.current]
        name, when = side(metric.name, lang), time_of(seen, lang)
        text = f"{figure(metric, seen, lang)}  {name} · {when}  {short_source(seen)}"
        lines.append(Line("metric", metric.id, text, telling=True))
    return Section(word("figures", lang), lines)


# Answers that are no facts: events, hits, the overview


def happened(events: "Iterable[Event]", undated: int, lang: Lang) -> Sheet:
    """Events as rows: the date in EDTF, what it is, the words, the fact and its source."""
    columns = [
        Column("date", least=9),
        Column("what", gives_way=4),
        Column("event", least=16),
        Column("id"),
        Column("source", gives_way=3),
    ]
    rows = [
        [
            event.date or word("unknown_date", lang),
            word(event.what, lang),
            event_text(event, lang),
            event.id,
            short_source(event),
        ]
        for event in events
    ]
    return Sheet(columns, rows, timeline_footer(len(rows), undated, lang))


def event_text(event: "Event", lang: Lang) -> str:
    """What happened, after the name of the fact where that is something else."""
    text = side(event.text, lang)
    return text if event.text == event.name else joined(side(event.name, lang), text, lang)


def timeline_footer(count: int, undated: int, lang: Lang) -> list[str]:
    """How many events there are, and how many were left out for want of a date."""
    footer = [word("count_shown", lang, count=count) if count else word("none", lang)]
    if undated:
        footer.append(word("undated_left", lang, count=undated))
    return footer


def hit_rows(hits: "Iterable[Hit]", lang: Lang) -> Sheet:
    """Search hits as rows."""
    columns = [
        Column("id"),
        Column("kind", gives_way=3),
        Column("name", least=12),
        Column("excerpt", least=20, gives_way=2),
    ]
    rows = [[hit.id, word(hit.kind, lang), side(hit.name, lang), hit.excerpt] for hit in hits]
    return Sheet(columns, rows, timeline_footer(len(rows), 0, lang))


def standing_rows(found: Iterable["Standing"], lang: Lang) -> Sheet:
    """Standings as rows: the name asked for first."""
    columns = [
        Column("asked", least=8),
        Column("status"),
        Column("date", least=9, gives_way=4),
        Column("name", least=10, gives_way=2),
        Column("detail", least=16, gives_way=1),
        Column("source", gives_way=3),
    ]
    rows = [
        [
            each.asked,
            word(each.status, lang),
            date(each.date, lang),
            side(each.name, lang),
            standing_detail(each, lang),
            short_source(each.statement) if each.statement else "",
        ]
        for each in found
    ]
    return Sheet(columns, rows)


def standing_detail(found: "Standing", lang: Lang) -> str:
    """What makes the standing: the successor, the batch, the catalogue, or why it is unknown."""
    if found.reason:
        candidates = listing(list(found.candidates[:5]), lang)
        return word(found.reason, lang) + (f" {candidates}" if candidates else "")
    if found.successor:
        return labelled("replaced_by", successor_text(found, lang), lang)
    if found.batch is not None:
        return labelled("batch", str(found.batch), lang)
    return word(found.category, lang) if found.category else ""


def successor_text(found: "Standing", lang: Lang) -> str:
    """The successor of a qualification, and how it is known."""
    if found.successor is None:
        return ""
    link = found.successor.link
    basis = aside([word(f"link_{link}", lang)], lang) if link else ""
    return side(found.successor.name, lang) + basis


def standing_card(found: "Standing", lang: Lang) -> Card:
    """One standing in full; the status stands in the frame."""
    lines = Lines(lang)
    lines.add("matched", word(f"by_{found.matched}", lang) if found.matched else "")
    lines.add("replaced_by", successor_text(found, lang))
    lines.add("category", word(found.category, lang) if found.category else "")
    lines.add("class", word(found.class_, lang) if found.class_ else "")
    lines.add("departments", listing(sides(found.departments, lang), lang))
    lines.add("batch", str(found.batch) if found.batch else "")
    lines.add("document", found.document or "")
    lines.add("source", source_line(found.statement, lang) if found.statement else "")
    lines.add("candidates", listing(list(found.candidates), lang))
    when = date(found.date, lang)
    catalogue = found.status == "in-force" and bool(when)
    return Card(
        id=found.id or "",
        name=side(found.name, lang) or found.asked,
        other_name=(found.name.en if lang == "zh" else found.name.zh) or "" if found.name else "",
        figure=word(found.status, lang),
        wording=word("as_listed", lang, date=when) if catalogue else standing_wording(found, lang),
        lines=lines.lines,
        sections=[],
    )


def standing_wording(found: "Standing", lang: Lang) -> str:
    """What stands under the status: why it is unknown, or when it was decided."""
    return word(found.reason, lang) if found.reason else date(found.date, lang)


def summary_rows(counts: Sequence["Count"], lang: Lang) -> Sheet:
    """Counts by kind and grade, with their sums below."""
    keys = ("facts", "statements", "grade_a", "grade_b", "grade_c")
    columns = [Column("kind"), *(Column(key, right=True) for key in keys)]
    numbers = [(c.facts, c.statements, c.a, c.b, c.c) for c in counts]
    labels = [word(PLURALS[c.kind], lang) for c in counts]
    rows = [[label, *map(str, row)] for label, row in zip(labels, numbers, strict=True)]
    sums = [str(sum(column)) for column in zip(*numbers, strict=True)]
    return Sheet(columns, [*rows, [word("total", lang), *sums]])


def in_words(fact: Fact, path: str, text: str, lang: Lang) -> str:
    """One field as people write it: figures with unit and hedge, dates in words; else as it is."""
    *above, field = path.split(".")
    if isinstance(fact, Metric):
        seen = fact.observations[int(above[1]) if len(above) == 2 else fact.current]
        if field in ("value", ""):
            return figure(fact, seen, lang)
    if field in ("as_of", "period", "issued", "date", "published", "span") and text:
        return times.show(text, lang, year_end=field == "as_of")
    return text


EXAMPLES = (
    "talent stat professionals-total",
    "talent policy 职称",
    "talent profile 张作义",
    "talent timeline --since 2017 --until 2020",
    "talent search 博士后",
)
"""The commands that the overview proposes."""


def overview_card(known: "Overview", lang: Lang) -> Card:
    """What is known by kind, the newest figures, five commands."""
    counts = [
        Line(kind, word(PLURALS.get(kind, kind), lang), str(count))
        for kind, count in known.counts.items()
    ]
    examples = [Line("example", str(n), text) for n, text in enumerate(EXAMPLES, 1)]
    return Card(
        id=f"talent {__version__}",
        name=word("overview", lang),
        other_name="",
        figure="",
        wording="",
        lines=[],
        sections=[
            Section(word("known", lang), counts),
            Section(word("newest", lang), figures_section(known.newest, lang).lines),
            Section(word("try", lang), examples),
        ],
    )
