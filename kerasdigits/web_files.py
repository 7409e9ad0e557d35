"""Find the built page and its parts, in an installed package or in a checkout's `web/`."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def web_folder() -> Path:
    """Name the folder of the page: the package's own, else the checkout's.

    Returns:
        The folder that holds `index.html` and `dist/`, where they are built.
    """
    installed = _PACKAGE / "web"
    return installed if installed.is_dir() else _PACKAGE.parent / "web"


def find_built(name: str) -> Path | None:
    """Find a built file.

    Args:
        name: Its name in `web/dist`: `check.cjs`, `check.html`.

    Returns:
        Its path; None when it is not built.
    """
    path = web_folder() / "dist" / name
    return path if path.is_file() else None
