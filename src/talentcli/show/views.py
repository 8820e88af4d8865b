"""Answers that are no facts → sheets and cards: events, hits, counts, the overview."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from talentcli import __version__
from talentcli.corpus import times
from talentcli.corpus.model import (
    Fact,
    Metric,
)
from talentcli.show.cards import figures_section
from talentcli.show.phrases import (
    figure,
    short_source,
)
from talentcli.show.sheets import Card, Column, Line, Section, Sheet
from talentcli.show.words import Lang, joined, side, topic, word

if TYPE_CHECKING:
    from talentcli.ask.overview import Overview
    from talentcli.ask.search import Hit
    from talentcli.ask.summary import Count, Tally
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


def summary_rows(counts: Sequence["Count"], lang: Lang) -> Sheet:
    """Counts by kind and grade, with their sums below."""
    keys = ("facts", "statements", "grade_a", "grade_b", "grade_c")
    columns = [Column("kind"), *(Column(key, right=True) for key in keys)]
    numbers = [(c.facts, c.statements, c.a, c.b, c.c) for c in counts]
    labels = [word(PLURALS[c.kind], lang) for c in counts]
    rows = [[label, *map(str, row)] for label, row in zip(labels, numbers, strict=True)]
    sums = [str(sum(column)) for column in zip(*numbers, strict=True)]
    return Sheet(columns, [*rows, [word("total", lang), *sums]])


def tally_rows(found: Sequence["Tally"], facet: str, lang: Lang) -> Sheet:
    """Words of a facet with their counts, topics by their labels."""
    columns = [Column(facet, least=12), Column("facts", right=True)]
    named = facet in ("topic", "theme")
    rows = [
        [topic(each.word, lang) if named else word(each.word, lang), str(each.facts)]
        for each in found
    ]
    return Sheet(columns, rows, timeline_footer(len(rows), 0, lang))


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
