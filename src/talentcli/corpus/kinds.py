"""The kinds of facts, in the order of listings. On the path of a TAB, so it imports nothing."""

KINDS = (
    "metric",
    "policy",
    "qualification",
    "expert",
    "programme",
    "milestone",
    "source",
    "period",
)
"""The names of all kinds; `model.RECORDS` has their records."""

KIND_BITS = 52
"""In a fact's number in the store, the bits above these number its kind."""
