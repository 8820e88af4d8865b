"""Build hook: the wheel carries the built-in facts compiled, so a first run answers at once."""

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledFacts(BuildHookInterface[Any]):
    """Compiles `facts/` into the wheel as `talentcli/facts.sqlite`."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the facts; an editable install compiles them on first use instead."""
        if self.target_name != "wheel" or version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        from talentcli.store.build import ship

        self.folder = tempfile.TemporaryDirectory()
        store = Path(self.folder.name) / "facts.sqlite"
        ship(str(root / "facts"), str(store))
        build_data["force_include"][str(store)] = "talentcli/facts.sqlite"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was compiled for the wheel."""
        if hasattr(self, "folder"):
            self.folder.cleanup()
