"""Refuse to build without the page, which exports and serves; pack a wheel as small as can be."""

import os
import zipfile
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

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Pack a wheel again as well as zlib can; hatchling takes its default. No file changes."""
        if version == "editable" or not artifact_path.endswith(".whl"):
            return
        smaller = f"{artifact_path}.smaller"
        with (
            zipfile.ZipFile(artifact_path) as old,
            zipfile.ZipFile(smaller, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            for file in old.infolist():
                new.writestr(file, old.read(file), compresslevel=9)
        os.replace(smaller, artifact_path)
