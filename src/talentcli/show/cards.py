"""Facts → cards: one fact in full, in one language. Text only: no colour, no width."""

from collections.abc import Sequence

from talentcli.corpus.model import (
    CitedFact,
    Expert,
    Fact,
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
from talentcli.show.lines import Lines
from talentcli.show.phrases import (
    date,
    figure,
    own_source,
    short_source,
    sides,
    source_line,
    time_of,
)
from talentcli.show.series import disagreement, others
from talentcli.show.sheets import Card, Line, Section
from talentcli.show.words import Lang, aside, labelled, listing, side, topic, word


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
