"""Refuse to build without the page, which exports and serves."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PageIsBuilt(BuildHookInterface):
    """Looks for the built page before anything is packed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fail unless the page is built; an editable install reads it from the checkout later."""
        if version == "editable":
            return
        if not Path(self.root, "web", "dist", "page.js").is_file():
            raise RuntimeError(
                "The page is not built. Received: no web/dist/page.js. "
                "Run `make setup`, or `npm ci && npm run build` in web/, and build again."
            )
