"""Refuse to build a wheel or an sdist without the page: it could neither export nor serve."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class NeedsThePage(BuildHookInterface):
    """Looks for the built page before anything is packed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fail unless the page is built; an editable install reads it from the checkout later."""
        if version != "editable" and not Path(self.root, "web", "dist", "page.js").is_file():
            raise RuntimeError(
                "The page is not built. Received: no web/dist/page.js. "
                "Run `make setup`, or `npm ci && npm run build` in web/, and build again."
            )
