"""Controlled words of the facts: units, topics and themes, each with its Chinese and English.

A user's files may use words that do not stand here; they are then shown as written.
"""

Term = tuple[str, str]
"""A word's Chinese and English label."""

UNITS: dict[str, tuple[str, str, str]] = {
    # id: Chinese measure word, English singular, English plural
    "person": ("人", "person", "people"),
    "person-time": ("人次", "person-time", "person-times"),
    "percent": ("%", "%", "%"),
    "mu": ("亩", "mu", "mu"),
    "item": ("项", "item", "items"),
    "batch": ("批", "batch", "batches"),
    "series": ("个系列", "series", "series"),
    "year": ("年", "year", "years"),
    "variety": ("个", "variety", "varieties"),
    "event": ("场", "event", "events"),
    "park": ("家", "park", "parks"),
    "station": ("个", "station", "stations"),
    "base": ("个", "base", "bases"),
    "action": ("个", "action", "actions"),
    "service": ("项", "service", "services"),
    "session": ("期", "session", "sessions"),
    "occupation": ("个", "occupation", "occupations"),
    "group": ("个", "group", "groups"),
    "member": ("家", "member", "members"),
    "yuan": ("元", "yuan", "yuan"),
}
"""Base units of metrics: Chinese measure word, English singular and plural."""

TOPICS: dict[str, Term] = {
    "workforce": ("人才队伍", "workforce"),
    "titles": ("职称", "professional titles"),
    "qualifications": ("职业资格", "vocational qualifications"),
    "experts": ("专家", "experts"),
    "grassroots": ("服务基层", "grassroots service"),
    "platforms": ("平台", "platforms"),
    "services": ("人才服务", "talent services"),
    "space": ("航天", "space"),
    "transport": ("交通", "transport"),
    "energy": ("核能", "nuclear energy"),
    "reform": ("制度改革", "institutional reform"),
    "national": ("国家", "national affairs"),
}
"""Topics that metrics, programmes and milestones are listed under."""

THEMES: dict[str, Term] = {
    "evaluation": ("人才评价", "talent evaluation"),
    "titles": ("职称", "professional titles"),
    "qualifications": ("职业资格", "vocational qualifications"),
    "occupations": ("新职业", "new occupations"),
    "skills": ("技能人才贯通", "skilled-talent pathway"),
    "innovation": ("创新创业", "innovation and enterprise"),
    "grassroots": ("服务基层", "grassroots service"),
    "services": ("人才服务", "talent services"),
}
"""Themes of policies."""


def topic_label(word: str) -> Term:
    """The labels of a topic or theme; the word itself twice where it is not one of ours."""
    return TOPICS.get(word) or THEMES.get(word) or (word, word)


SHORT_NAMES: dict[str, tuple[str, ...]] = {
    "中共中央办公厅": ("中办",),
    "国务院办公厅": ("国办",),
    "人力资源社会保障部": ("人社部", "MOHRSS"),
}
"""Short names by which people ask for an issuing body."""
