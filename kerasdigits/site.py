"""The static site: the built page, the models beside it, and a server for this machine only.

A site is a folder with `index.html`, `dist/` (the page's scripts and styles) and `models/` (model
folders, and `index.js` that lists them). It works opened from disk; the server is for browsers'
features that need http.
"""

import errno
import functools
import json
import urllib.parse
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path

from kerasdigits.errors import SiteError, option
from kerasdigits.files import read_json, replacing_file
from kerasdigits.loopback import LoopbackHandler, LoopbackServer
from kerasdigits.web_files import web_folder

_MARK = b'<meta name="generator" content="kerasdigits"'
# The service worker of a site for a static host: it lies beside index.html, which it may then keep.
OFFLINE = "offline.js"
_BUILD = "Run `make setup` to build the page"
_HEADERS = {
    # Ask each time whether a file changed, as models do between exports.
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    # A model is a script, too: no page of another site may load it and read its weights, nor show
    # this page inside its own. The page's own policy stands in its index.html.
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",
}


def web_files() -> Path:
    """Give the folder of the built page.

    Returns:
        The folder that holds `index.html` and `dist/`.

    Raises:
        SiteError: The page is not built.
    """
    web = web_folder()
    for needed in (web / "index.html", web / "dist"):
        if not needed.exists():
            raise SiteError("The page has not been built", received=f"no {needed}", remedy=_BUILD)
    return web


def is_site(site: Path) -> bool:
    """Tell whether a folder holds our page, and not somebody else's or none."""
    try:
        return _MARK in (site / "index.html").read_bytes()
    except OSError:
        return False


def refuse_foreign_page(site: Path) -> None:
    """Refuse a folder whose page is not ours.

    Raises:
        SiteError: There is an `index.html` that kerasdigits did not write.
    """
    if (site / "index.html").exists() and not is_site(site):
        raise SiteError(
            "This folder holds a page that kerasdigits did not write",
            received=site / "index.html",
            remedy="Work in another folder, or export with another --site or to a DEST of its own",
        )


def assemble(site: Path) -> None:
    """Copy the page into a site; nothing happens when the site is the page's own folder.

    Args:
        site: The folder to fill; it is made when it is missing. Files that are the same already
            are left alone, and so is everything that is not part of the page.

    Raises:
        SiteError: The page is not built, the folder holds another page, or it cannot be written.
    """
    source = web_files()
    if site.exists() and site.resolve() == source.resolve():
        return
    refuse_foreign_page(site)
    # check.cjs, check.html and what they load are the exporter's; no page of a site needs them.
    built = sorted(file for file in (source / "dist").rglob("*") if file.is_file())
    files = [source / "index.html", *(f for f in built if not f.name.startswith("check"))]
    for file in files:
        _write(site / file.relative_to(source), file.read_bytes())


def refuse_taken_name(site: Path, folder: Path, name: str) -> None:
    """Refuse a name under which a site has another model already.

    Args:
        site: The site.
        folder: The model's folder, which may be replaced.
        name: The name under which it is to be listed.

    Raises:
        SiteError: A model in another folder has the name.
    """
    for script in (site / "models").glob("*/model.js"):
        other = script.parent
        if _is_listed(script) and other.name != folder.name and _read_name(other) == name:
            raise SiteError(
                f'The site has a model called "{name}" already',
                received=other,
                remedy=f"Choose another {option('name')}, or remove that one",
            )


def list_models(site: Path, files: Mapping[str, str] | None = None) -> None:
    """Write `models/index.js`, which names the models to the page, and the lessons' reports.

    Args:
        site: The site; each folder in its `models/` that holds a `model.js` is listed.
        files: Where the page's scripts and styles lie, by the paths under which it asks for them;
            those that are missing lie there.

    Raises:
        SiteError: Two folders hold models of the same name, or the file cannot be written.
    """
    models = site / "models"
    folders = sorted(script.parent for script in models.glob("*/model.js") if _is_listed(script))
    entries: dict[str, dict] = {}
    for folder in folders:
        card = _read_card(folder)
        name = _read_name(folder)
        if name in entries:
            raise SiteError(
                f'Two model folders hold a model called "{name}"',
                received=folder,
                remedy="Remove one, or export it again under another name",
            )
        script = f"models/{urllib.parse.quote(folder.name)}/model.js"
        entries[name] = {"name": name, "title": str(card.get("title", name)), "script": script}
    listed = {"kerasdigitsIndex": [entries[name] for name in sorted(entries)], **_list_extras(site)}
    if files:
        listed["kerasdigitsFiles"] = dict(files)
    lines = [f"globalThis.{name} = {json.dumps(value)};\n" for name, value in listed.items()]
    _write(models / "index.js", "".join(lines).encode("ascii"))


def serve(site: Path, port: int) -> LoopbackServer:
    """Open a server for a site, reachable from this machine only.

    Args:
        site: The site.
        port: The port; 0 for any free one (`server.server_port` tells which).

    Returns:
        A bound server; `serve_forever()` answers until `shutdown()`.

    Raises:
        SiteError: There is no page in the folder, or the port cannot be had.
    """
    if not (site / "index.html").is_file():
        raise SiteError(
            "There is no page to serve",
            received=site / "index.html",
            remedy="Give the folder of an assembled site",
        )
    handler = functools.partial(_Handler, directory=str(site.resolve()))
    try:
        return LoopbackServer(handler, port)
    except (OSError, OverflowError) as error:
        taken = getattr(error, "errno", None) == errno.EADDRINUSE
        raise SiteError(
            "The port is in use" if taken else f"The port cannot be opened: {error}",
            received=port,
            remedy="Choose another port, or 0 for any free one",
        ) from error


class _Handler(LoopbackHandler):
    """Files of the site."""

    timeout = 30.0  # seconds in which a client neither asks nor takes anything

    def send_head(self):
        """Refuse what lies outside the site or is hidden, then answer as the base class does."""
        if not self._is_public(Path(self.translate_path(self.path))):
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        return super().send_head()

    def _is_public(self, asked: Path) -> bool:
        """Tell whether a path, its links followed, lies in the site and is not hidden."""
        try:
            inside = asked.resolve().relative_to(self.directory)
        except (OSError, RuntimeError, ValueError):  # no path, links in a circle, elsewhere
            return False
        return not any(part.startswith(".") for part in inside.parts)

    def end_headers(self) -> None:
        """Send what browsers are to know of every answer."""
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        super().end_headers()


def _list_extras(site: Path) -> dict[str, object]:
    """Say what else a site has for the page: reports of lessons, and a script that keeps it."""
    extras: dict[str, object] = {}
    reports = sorted((site / "lessons").glob("*/report.html"))
    if reports:
        names = [report.parent.name for report in reports]
        extras["kerasdigitsLessons"] = {
            name: f"lessons/{urllib.parse.quote(name)}/report.html" for name in names
        }
    if (site / OFFLINE).is_file():
        extras["kerasdigitsOffline"] = OFFLINE
    return extras


def _is_listed(script: Path) -> bool:
    # A folder that begins with a dot is an export on its way.
    return script.is_file() and not script.parent.name.startswith(".")


def _read_name(folder: Path) -> str:
    return str(_read_card(folder).get("name", folder.name))


def _read_card(folder: Path) -> dict:
    """Read what a folder's model.json says of its model: the name in its model.js, a title."""
    try:
        content = read_json(folder / "model.json")
        card = content["userDefinedMetadata"]["kerasdigits"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return card if isinstance(card, dict) else {}


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, unless it holds the content already."""
    try:
        if path.is_file() and path.read_bytes() == content:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing_file(path) as temporary:
            temporary.write_bytes(content)
    except OSError as error:
        raise SiteError(
            f"A file of the site cannot be written: {error.strerror or error}",
            received=path,
            remedy="Choose another folder, or free some space and check who may write there",
        ) from error
