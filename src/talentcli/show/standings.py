"""Standings of qualifications → rows and cards."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from talentcli.show.lines import Lines
from talentcli.show.phrases import date, short_source, sides, source_line
from talentcli.show.sheets import Card, Column, Sheet
from talentcli.show.words import Lang, aside, labelled, listing, side, word

if TYPE_CHECKING:
    from talentcli.ask.standing import Standing


def standing_rows(found: Iterable["Standing"], lang: Lang) -> Sheet:
    """Standings as rows: the name asked for first."""
    columns = [
        Column("asked"),
        Column("status"),
        Column("date", least=12, gives_way=4),
        Column("name", least=14, gives_way=2),
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
    """What makes the standing, or why it is unknown; and that the name was not a whole one."""
    if found.reason:
        candidates = listing(list(found.candidates[:5]), lang)
        return word(found.reason, lang) + (f" {candidates}" if candidates else "")
    whole = found.matched not in ("prefix", "part")
    matched = "" if whole else labelled("matched", word(f"by_{found.matched}", lang), lang)
    return listing([text for text in (ground(found, lang), matched) if text], lang)


def ground(found: "Standing", lang: Lang) -> str:
    """The successor, the batch, or the category of what is in force."""
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
    return Card(
        id=found.id or "",
        name=side(found.name, lang) or found.asked,
        other_name=(found.name.en if lang == "zh" else found.name.zh) or "" if found.name else "",
        figure=word(found.status, lang),
        wording=standing_wording(found, lang),
        lines=lines.lines,
        sections=[],
    )


def standing_wording(found: "Standing", lang: Lang) -> str:
    """What stands under the status: why it is unknown, when it was decided or listed."""
    if found.reason:
        return word(found.reason, lang)
    when = date(found.date, lang)
    if found.status != "in-force" or not when:
        return when
    return word("as_listed" if found.now == "in-force" else "until_then", lang, date=when)
