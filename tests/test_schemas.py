"""The contract of what is printed: schemas are pinned, so a field is changed knowingly."""

import json
from pathlib import Path

import pytest

from conftest import Run
from talentcli.show.schemas import MODULES

GOLDEN = Path(__file__).parent / "golden" / "schemas.json"


def test_the_schemas_are_those_that_were_promised(run: Run, bless: bool) -> None:
    now = run("schema").out
    if bless:
        GOLDEN.write_text(now, "utf-8")
    assert now == GOLDEN.read_text("utf-8"), "adding is compatible, changing is not: CHANGELOG"


def test_every_field_has_a_meaning(run: Run) -> None:
    definitions = json.loads(run("schema").out)["$defs"]
    for name, record in definitions.items():
        for field, described in record["properties"].items():
            if field == "kind" or "$ref" in described:
                continue
            said = str(described)
            assert "description" in said or "$ref" in said, f"{name}.{field}"


@pytest.mark.parametrize("name", MODULES)
def test_a_schema_of_one_kind_is_a_part_of_the_whole(run: Run, name: str) -> None:
    whole = json.loads(run("schema").out)["$defs"]
    one = json.loads(run("schema", name).out)["$defs"]
    assert one.items() <= whole.items()
