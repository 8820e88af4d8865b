"""The program's own words on screens, in Chinese and English."""

from typing import Literal

from talentcli.corpus.model import Bilingual
from talentcli.corpus.terms import topic_label

Lang = Literal["zh", "en"]

WORDS: dict[str, tuple[str, str]] = {
    # kinds, singular and plural
    "metric": ("指标", "metric"),
    "policy": ("政策", "policy"),
    "qualification": ("职业资格", "qualification"),
    "expert": ("专家", "expert"),
    "programme": ("项目与平台", "programme"),
    "milestone": ("里程碑", "milestone"),
    "source": ("来源", "source"),
    "period": ("时期", "period"),
    "metrics": ("指标", "metrics"),
    "policies": ("政策", "policies"),
    "qualifications": ("职业资格", "qualifications"),
    "experts": ("专家", "experts"),
    "programmes": ("项目与平台", "programmes"),
    "milestones": ("里程碑", "milestones"),
    "sources": ("来源", "sources"),
    "periods": ("时期", "periods"),
    # columns and labels
    "id": ("编号", "id"),
    "name": ("名称", "name"),
    "title": ("标题", "title"),
    "kind": ("类别", "kind"),
    "figure": ("数字", "figure"),
    "value": ("数值", "value"),
    "unit": ("单位", "unit"),
    "stated": ("原文", "as stated"),
    "as_of": ("时间", "as of"),
    "date": ("日期", "date"),
    "event": ("事件", "event"),
    "grade": ("等级", "grade"),
    "topic": ("主题", "topic"),
    "theme": ("主题", "theme"),
    "issuer": ("发文机关", "issued by"),
    "number": ("文号", "number"),
    "issued": ("发布", "issued"),
    "region": ("地区", "region"),
    "places": ("地区", "places"),
    "measures": ("举措", "measures"),
    "status": ("状态", "status"),
    "category": ("类型", "category"),
    "class": ("类别", "class"),
    "batch": ("批次", "batch"),
    "document": ("依据", "document"),
    "replaced_by": ("替代", "replaced by"),
    "departments": ("主管部门", "departments"),
    "role": ("职务", "role"),
    "organisation": ("单位", "organisation"),
    "meaning": ("含义", "meaning"),
    "field": ("领域", "field"),
    "honours": ("荣誉", "honours"),
    "achievements": ("成就", "achievements"),
    "figures": ("数字", "figures"),
    "type": ("类型", "type"),
    "text": ("内容", "what it is"),
    "carriers": ("载体", "carried by"),
    "items": ("组成", "parts"),
    "period_label": ("起止", "period"),
    "span": ("起止", "span"),
    "part_of": ("属于", "part of"),
    "implements": ("落实", "carries out"),
    "item": ("目录序号", "catalogue item"),
    "group": ("所属项目", "part of the item"),
    "link_stated": ("来源写明", "stated by a source"),
    "link_inferred": ("据名称推断", "inferred from the names"),
    "supersedes": ("取代", "supersedes"),
    "publisher": ("发布者", "publisher"),
    "published": ("发布日期", "published"),
    "address": ("网址", "address"),
    "via": ("所据副本", "read via"),
    "sha256": ("SHA-256", "SHA-256"),
    "facts": ("事实", "facts"),
    "statements": ("陈述", "statements"),
    "grade_a": ("A级", "grade A"),
    "grade_b": ("B级", "grade B"),
    "grade_c": ("C级", "grade C"),
    "total": ("合计", "total"),
    "excerpt": ("摘录", "excerpt"),
    "note": ("说明", "note"),
    "time_note": ("时间说明", "on the date"),
    "disputed": ("存疑", "disputed"),
    "scope": ("范围", "scope"),
    "method": ("算法", "worked out"),
    "about": ("关于", "about"),
    "aliases": ("别名", "also called"),
    "others": ("其他数据", "other observations"),
    "untitled": ("来源未列文件名", "the source names no document"),
    "open_list": ("等（来源未列全）", "and others (the source's list is open)"),
    "disagree": ("来源不一致", "sources disagree"),
    "unknown_date": ("未注明", "undated"),
    # statuses and other words of the data
    "abolished": ("已取消", "abolished"),
    "in-force": ("有效", "in force"),
    "replaced": ("已替代", "replaced"),
    "准入类": ("准入类", "licence to practise"),
    "水平评价类": ("水平评价类", "attestation of level"),
    "专业技术": ("专业技术", "professional and technical"),
    "技能": ("技能", "skilled"),
    "series": ("历年数据", "series"),
    "growth": ("增减", "growth"),
    "trend": ("走势", "trend"),
    "quoted": ("引用", "quoted"),
    "worked_out": ("据下列数字算出", "worked out from the figures below"),
    "derived_per": ("{a} ÷ {b}", "{a} ÷ {b}"),
    "derived_share": ("{a}占{b}", "{a}, share of {b}"),
    "derived_growth": ("{a}的增长", "Growth of {a}"),
    "unknown": ("未知", "unknown"),
    "asked": ("所问", "asked"),
    "detail": ("说明", "detail"),
    "matched": ("匹配方式", "matched"),
    "candidates": ("可能是", "may mean"),
    "by_id": ("编号", "by id"),
    "by_name": ("名称", "by name"),
    "by_english": ("英文名", "by English name"),
    "by_alias": ("别名", "by another name"),
    "by_number": ("文号", "by document number"),
    "by_prefix": ("名称开头", "by its beginning"),
    "by_part": ("名称一部分", "by a part of the name"),
    "as_listed": ("见{date}目录", "as listed on {date}"),
    "until_then": ("{date}取消之前", "until it was abolished on {date}"),
    "no-such-name": (
        "所收事实中没有这个名称：既不能说有效，也不能说已取消",
        "the facts do not have this name: it can be called neither in force nor abolished",
    ),
    "several-names": ("有多项资格符合", "several qualifications fit"),
    "before-listed": (
        "早于所收目录的日期，无从得知",
        "the day is before the catalogue that the facts have",
    ),
    "day-unknown": (
        "取消的确切日子不详，无法判断当天是否有效",
        "the day of the decision is not known precisely enough",
    ),
    "platform": ("平台", "platform"),
    "system": ("体系", "system"),
    "service": ("服务", "service"),
    "honour": ("荣誉", "honour"),
    "epithet": ("称号", "name given by the press"),
    "professional_title": ("职称", "professional title"),
    # events
    "what": ("性质", "what"),
    "counted": ("数据", "count"),
    "measure": ("举措", "measure"),
    "decided": ("取消", "decision"),
    "conferred": ("授予", "conferred"),
    "achieved": ("成就", "achieved"),
    "held": ("发生", "event"),
    "ran": ("实施", "ran"),
    # sentences
    "grade_A": ("官方或原始", "official or primary"),
    "grade_B": ("媒体或核对过的转录", "press or verified transcription"),
    "grade_C": ("二手副本", "secondary copy"),
    "only_zh": ("（仅有中文）", "(Chinese only)"),
    "only_en": ("（仅有英文）", "(English only)"),
    "count_shown": ("共{count}条", "{count} in all"),
    "more_rows": (
        "只列出前{count}条，后面还有（--limit N 可多列）",
        "the first {count} are shown, there are more (--limit N)",
    ),
    "undated_left": (
        "另有{count}条未注明日期（--undated 列出）",
        "{count} more have no date in any source (--undated lists them)",
    ),
    "none": ("没有符合条件的事实。", "Nothing matches."),
    "overview": (
        "中国专业技术人才事实库：数字、政策、资格、专家，条条有出处",
        "Sourced facts about China's professional and technical workforce",
    ),
    "known": ("已收录", "What is known"),
    "newest": ("最新数字", "Newest figures"),
    "try": ("试一试", "Try"),
}
"""Word → its Chinese and English form; placeholders in braces agree between the two."""


def word(key: str, lang: Lang, **values: object) -> str:
    """The program's word in the language, its placeholders filled; an unknown key as it is."""
    text = WORDS.get(key, (key, key))[lang == "en"]
    return text.format(**values) if values else text


def side(text: Bilingual | None, lang: Lang) -> str:
    """A bilingual text in the language; the other side, marked, where only that is written."""
    if text is None:
        return ""
    wanted, other = (text.zh, text.en) if lang == "zh" else (text.en, text.zh)
    if wanted:
        return wanted
    mark = word("only_en" if lang == "zh" else "only_zh", lang)
    return f"{other} {mark}" if other else ""


def topic(name: str, lang: Lang) -> str:
    """The label of a topic or theme."""
    return topic_label(name)[lang == "en"]


def listing(parts: list[str], lang: Lang, *, open_list: bool = False) -> str:
    """Several words as one; a list that its source leaves open says so."""
    text = ("、" if lang == "zh" else ", ").join(parts)
    if not open_list:
        return text
    return text + ("" if lang == "zh" else ", ") + word("open_list", lang)


def joined(head: str, text: str, lang: Lang) -> str:
    """A head and what it introduces, with the colon of the language."""
    return f"{head}：{text}" if lang == "zh" else f"{head}: {text}"


def labelled(key: str, text: str, lang: Lang) -> str:
    """A text introduced by the program's word for what it is."""
    return joined(word(key, lang), text, lang)


def aside(parts: list[str], lang: Lang) -> str:
    """Some words in brackets behind a text."""
    return f"（{'，'.join(parts)}）" if lang == "zh" else f" ({', '.join(parts)})"
