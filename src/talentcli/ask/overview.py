"""What a collection of facts holds, at a glance."""

import sqlite3
from typing import Annotated

import msgspec
from msgspec import Meta

from talentcli.ask.exact import checked
from talentcli.corpus.kinds import KIND_BITS, KINDS
from talentcli.corpus.model import Metric, Record


class Overview(Record, kw_only=True, frozen=True):
    """How many facts there are of each kind, and the metrics with the newest figures."""

    counts: Annotated[dict[str, int], Meta(description="Kind → number of facts.")]
    newest: Annotated[tuple[Metric, ...], Meta(description="Metrics with the newest figures.")]


def overview(store: sqlite3.Connection, newest: int) -> Overview:
    """Return the counts, and the given number of metrics whose quoted figure is newest.

    Figures about one person, policy or programme are left out; of two for one time, the earlier
    in the files comes first. Raises sqlite3.DatabaseError when a record is damaged.
    """
    # Counted by the numbers alone, which an index holds, so that no record is read.
    kinds = store.execute(f"SELECT n >> {KIND_BITS}, count(*) FROM fact GROUP BY 1 ORDER BY 1")
    counts = {KINDS[kind]: count for kind, count in kinds}
    rows = store.execute(
        "SELECT f.json, f.crc FROM event e JOIN fact f ON f.n = e.n AND f.current = e.part "
        "WHERE e.what = 'counted' AND f.json ->> '$.about' IS NULL "
        "ORDER BY e.first DESC, f.n LIMIT ?",
        (newest,),
    )
    metrics = tuple(msgspec.json.decode(checked(*row), type=Metric) for row in rows)
    return Overview(counts=counts, newest=metrics)
