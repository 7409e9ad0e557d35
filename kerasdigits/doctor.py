"""Find out what this machine has: backends, devices, data sets, Node and a browser."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from kerasdigits import backend, data, site
from kerasdigits.errors import DataError, SiteError
from kerasdigits.tfjs.proof.browser_check import find_browser, missing_browser

_PROBE_SECONDS = 120
_MINIMUM_NODE = 20


@dataclass(frozen=True)
class Finding:
    """One line of the report.

    Attributes:
        kind: `backend`, `data`, `tool` or `page`.
        name: What was looked for.
        found: Whether it is there and works.
        detail: Its version and device or place, or what is missing.
        remedy: The command that installs it, None when it is there.
    """

    kind: str
    name: str
    found: bool
    detail: str
    remedy: str | None = None


def examine() -> Iterator[Finding]:
    """Look for everything that kerasdigits can use; nothing is downloaded or changed.

    Yields:
        The findings as they are made, since a backend takes seconds to begin: backends, data sets,
        tools, the built page.
    """
    yield from map(_examine_backend, backend.TRAINING_BACKENDS)
    yield from map(_examine_data, data.NAMES)
    yield _examine_node()
    yield _examine_browser()
    yield _examine_page()


def _examine_backend(name: str) -> Finding:
    """Import a backend in a process of its own: it is slow, may fail, and cannot be undone."""
    remedy = backend.install_command(name)
    if not backend.is_installed(name):
        return Finding("backend", name, found=False, detail="not installed", remedy=remedy)
    code = (
        "import os, json; from kerasdigits import backend; "
        f"backend.use({name!r}); print(json.dumps(backend.device_name()))"
    )
    try:
        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            timeout=_PROBE_SECONDS,
            env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
        )
        device = json.loads(done.stdout.strip().splitlines()[-1])
    except (subprocess.TimeoutExpired, ValueError, IndexError):
        return Finding(
            "backend", name, found=False, detail="installed, but cannot be imported", remedy=remedy
        )
    return Finding("backend", name, found=True, detail=f"{backend.version(name)}, {device}")


def _examine_data(name: str) -> Finding:
    try:
        found = data.load(name, download=False)
    except DataError as error:
        # Any command that is given the name downloads it, so that is the remedy; of the others the
        # error says where they are to be put.
        remedy = f"kerasdigits fit --data {name} (downloads it)"
        able = data.SOURCES[name].downloads
        return Finding(
            "data", name, found=False, detail=str(error), remedy=remedy if able else None
        )
    place = ", ".join(filter(None, (found.source, found.place)))
    return Finding("data", name, found=True, detail=place)


def _examine_node() -> Finding:
    remedy = f"Install Node.js {_MINIMUM_NODE} or newer: exports are then checked in TensorFlow.js"
    node = shutil.which("node")
    if node is None:
        return Finding("tool", "node", found=False, detail="not found", remedy=remedy)
    version = _ask_version(node)
    major = version.lstrip("v").partition(".")[0]
    recent = major.isdigit() and int(major) >= _MINIMUM_NODE
    return Finding("tool", "node", found=recent, detail=version, remedy=None if recent else remedy)


def _examine_browser() -> Finding:
    path = find_browser()
    if path is None:
        remedy = "apt-get install chromium (only kerasdigits check --browser and the tests need it)"
        return Finding("tool", "chromium", found=False, detail="not found", remedy=remedy)
    obstacle = missing_browser()
    able = "" if obstacle is None else f"; no kerasdigits check --browser: {obstacle}"
    detail = f"{_ask_version(path)} ({path}){able}"
    return Finding("tool", "chromium", found=True, detail=detail)


def _examine_page() -> Finding:
    try:
        return Finding("page", "web", found=True, detail=str(site.web_files()))
    except SiteError as error:
        return Finding("page", "web", found=False, detail=str(error), remedy="make setup")


def _ask_version(program: str) -> str:
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return "does not answer"
    return done.stdout.strip()
