"""Records as a store gives them: the JSON they are printed as, decoded only when asked for."""

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from talentcli.corpus.model import Fact


class Answer:
    """One record of an answer: its JSON text, and the record behind it when a view needs it."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    @property
    def fact(self) -> "Fact":
        """The record; decoded anew at each call."""
        # Imported here: an answer that leaves as JSON never needs the schema.
        import msgspec

        from talentcli.corpus.model import Fact

        fact: Fact = msgspec.json.Decoder(Fact).decode(self.text)
        return fact


def record(store: sqlite3.Connection, fact_id: str) -> Answer:
    """Return the record with this id, which must be one of the store's."""
    (text,) = store.execute("SELECT json FROM fact WHERE id = ?", (fact_id,)).fetchone()
    return Answer(text)


def figures_about(store: sqlite3.Connection, fact_id: str) -> list[Answer]:
    """Return the metrics that are about this person, policy or programme."""
    rows = store.execute(
        "SELECT json FROM fact WHERE kind = 'metric' AND json ->> '$.about' = ? ORDER BY n",
        (fact_id,),
    )
    return [Answer(text) for (text,) in rows]


def trimmed(text: str, keep: list[int]) -> Answer:
    """A metric's record with only these of its observations, the best of them as current."""
    import msgspec

    from talentcli.corpus.fill import current
    from talentcli.corpus.model import Metric, encode

    metric = msgspec.json.decode(text, type=Metric)
    observations = tuple(metric.observations[i] for i in keep)
    changed = msgspec.structs.replace(
        metric, observations=observations, current=current(observations)
    )
    return Answer(encode(changed))
