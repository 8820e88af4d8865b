"""Records as a store gives them: the JSON they are printed as, decoded only when asked for."""

import sqlite3
from functools import cache
from typing import TYPE_CHECKING

from talentcli.ask.exact import checked, text_of

if TYPE_CHECKING:
    import msgspec

    from talentcli.corpus.model import Fact


class Answer:
    """One record of an answer: its JSON text, and the record behind it when a view needs it."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    @property
    def fact(self) -> "Fact":
        """The record; decoded anew at each call."""
        return decoder().decode(self.text)


@cache
def decoder() -> "msgspec.json.Decoder[Fact]":
    """The decoder of all kinds of records."""
    # Imported here: an answer that leaves as JSON never needs the schema.
    import msgspec

    from talentcli.corpus.model import Fact

    return msgspec.json.Decoder(Fact)


def record(store: sqlite3.Connection, fact_id: str) -> Answer:
    """Return the record with this id, which must be one of the store's.

    Raises sqlite3.DatabaseError when it is damaged.
    """
    return Answer(text_of(store, fact_id))


def figures_about(store: sqlite3.Connection, fact_id: str) -> list[Answer]:
    """Return the metrics that are about this person, policy or programme.

    Raises sqlite3.DatabaseError when one is damaged.
    """
    rows = store.execute(
        "SELECT f.json, f.crc FROM reference r JOIN fact f ON f.n = r.n WHERE r.target = ? "
        "AND f.kind = 'metric' AND f.json ->> '$.about' = r.target ORDER BY f.n",
        (fact_id,),
    )
    return [Answer(checked(*row)) for row in rows]


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
