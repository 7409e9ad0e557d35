"""A whole site for any static host: page, models, reports of lessons, and all of it offline.

A site may be one that people look at. So its `index.html` is written last but for what is deleted:
until then there is no page, or the former one with all that it asks for.
"""

import hashlib
import json
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from kerasdigits import site as site_room
from kerasdigits.errors import SiteError
from kerasdigits.files import replacing_file, replacing_folder
from kerasdigits.publishing.hashed_assets import hash_assets, remove_former

# What is large and loaded on request is kept once somebody asked for it.
_ON_REQUEST = ("webgl.js", "webgpu.js")
# How a report of the course names a scene of the page, and how it links it.
_SCENE = re.compile(r'<span data-scene="(\w+)">([^<]+)</span>')
_LINK = r'<a href="../../index.html?scene=\1">\2</a>'


@dataclass(frozen=True)
class StaticSite:
    """What was assembled.

    Attributes:
        page: The site's `index.html`.
        models: The names of its model folders.
        lessons: The names of the lessons whose reports it holds.
        byte_count: The size of all its files.
        licences: The files with the licences of what the page's scripts contain.
    """

    page: Path
    models: tuple[str, ...]
    lessons: tuple[str, ...]
    byte_count: int
    licences: tuple[Path, ...]


def build_site(destination: Path, models: list[Path], lessons: Path | None = None) -> StaticSite:
    """Assemble a site from files alone: every path in it is relative, and nothing runs on the host.

    Args:
        destination: The folder to fill; a site that is there already is brought up to date.
        models: Model folders to copy into it; those that it has stay.
        lessons: The folder that `lesson run all --out` filled.

    Returns:
        What the site holds.

    Raises:
        SiteError: A folder holds no model or no report, two models have one name, the destination
            holds another page, or cannot be written.
    """
    for folder in models:
        _require_model(folder)
    reports = [] if lessons is None else _find_reports(lessons)
    site_room.refuse_foreign_page(destination)
    try:
        destination.mkdir(parents=True, exist_ok=True)
        for folder in models:
            _copy_model(folder, destination)
        if lessons is not None:
            _copy_reports(lessons, reports, destination / "lessons")
        # The list of models names this file, so it is there first.
        (destination / site_room.OFFLINE).touch()
        # A checkout's own page keeps the names that its build gave it.
        if destination.resolve() == site_room.web_files().resolve():
            site_room.list_models(destination)
            _write_offline(destination, {}, (destination / "index.html").read_bytes())
        else:
            _put_page(destination)
    except OSError as error:
        raise SiteError(
            f"The site cannot be written: {error.strerror or error}",
            received=destination,
            remedy="Choose another folder, or free some space and check who may write there",
        ) from error
    return _describe(destination)


def _require_model(folder: Path) -> None:
    if not (folder / "model.js").is_file():
        raise SiteError(
            "This is not a model folder of the page",
            received=folder,
            remedy="Give folders that hold a model.js, as kerasdigits export writes them",
        )


def _find_reports(lessons: Path) -> list[Path]:
    reports = sorted(lessons.glob("*/report.html"))
    if not reports:
        raise SiteError(
            "The folder holds no lesson's report",
            received=lessons,
            remedy="Make some with: kerasdigits lesson run all --out FOLDER",
        )
    return reports


def _copy_model(folder: Path, destination: Path) -> None:
    target = destination / "models" / folder.resolve().name
    if target.exists():
        if target.resolve() == folder.resolve():
            return
        _require_model(target)
    with replacing_folder(target) as temporary:
        for file in sorted(folder.iterdir()):
            if file.is_file() and not file.name.startswith("."):
                shutil.copyfile(file, temporary / file.name)


def _copy_reports(lessons: Path, reports: list[Path], target: Path) -> None:
    """Copy the reports, which hold all that they need, with the index and the glossary.

    A report names a scene of the page; here the page is at hand, and the name becomes a link.
    """
    for file in [*sorted(lessons.glob("*.html")), *reports]:
        linked = _SCENE.sub(_LINK, file.read_text(encoding="utf-8"))
        _write(target / file.relative_to(lessons), linked.encode())


def _put_page(site: Path) -> None:
    """Put the page into a site: what it asks for first, then itself; then its former files go."""
    with tempfile.TemporaryDirectory(prefix="kerasdigits-page-") as folder:
        page = Path(folder)
        site_room.assemble(page)
        names = hash_assets(page)
        for file in sorted((page / "dist").rglob("*")):
            if file.is_file():
                _write(site / file.relative_to(page), file.read_bytes())
        site_room.list_models(site, names)
        content = (page / "index.html").read_bytes()
    _write_offline(site, names, content)
    _write(site / "index.html", content)
    remove_former(site, names)


def _write_offline(site: Path, names: dict[str, str], page: bytes) -> None:
    """Write the service worker: its list of files, and a name that changes with their content."""
    program = names.get("dist/offline.js", "dist/offline.js")
    left_out = [names.get(f"dist/{name}", f"dist/{name}") for name in (*_ON_REQUEST, "offline.js")]
    built = [f"dist/{f.name}" for f in (site / "dist").iterdir() if f.suffix in (".js", ".css")]
    asked = [name for name in sorted(names.values() or built) if name not in left_out]
    kept = [*(site / name for name in asked), *sorted((site / "models").rglob("*.js"))]
    digest = hashlib.sha256(b"".join([page, *(file.read_bytes() for file in kept)])).hexdigest()
    files = ["./", "index.html", *(file.relative_to(site).as_posix() for file in kept)]
    text = (
        f'self.kerasdigitsCache = "kerasdigits-{digest[:16]}";\n'
        f"self.kerasdigitsFiles = {json.dumps(files)};\n"
        f"importScripts({json.dumps(program)});\n"
    )
    _write(site / site_room.OFFLINE, text.encode("ascii"))


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing_file(path) as temporary:
        temporary.write_bytes(content)


def _describe(site: Path) -> StaticSite:
    files = [file for file in site.rglob("*") if file.is_file()]
    return StaticSite(
        page=site / "index.html",
        models=tuple(sorted(script.parent.name for script in site.glob("models/*/model.js"))),
        lessons=tuple(sorted(report.parent.name for report in site.glob("lessons/*/report.html"))),
        byte_count=sum(file.stat().st_size for file in files),
        licences=tuple(sorted((site / "dist").glob("*.LEGAL.txt"))),
    )
