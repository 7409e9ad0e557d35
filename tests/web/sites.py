"""Sites for the browser: the built page with models written by hand, and a server for them."""

from __future__ import annotations

import functools
import threading
from dataclasses import dataclass, field
from pathlib import Path

import models
import pytest

from kerasdigits.loopback import LoopbackHandler, LoopbackServer

WEB = Path(__file__).parents[2] / "web"


def make_site(folder: Path, names: list[str] | None = None) -> Path:
    """A site with these hand-made models (all of them when None)."""
    if not (WEB / "dist" / "page.js").is_file():
        pytest.fail("web/dist is not built: run `make setup`, or `npm ci && npm run build` in web/")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.html").symlink_to(WEB / "index.html")
    (folder / "dist").symlink_to(WEB / "dist")
    chosen = list(models.MODELS) if names is None else names
    for name in chosen:
        models.MODELS[name].write(folder / "models")
    models.write_index(folder / "models", chosen)
    return folder


@dataclass
class Server:
    """A local web server, and the paths that were asked for."""

    url: str
    requested: list[str] = field(default_factory=list)


def serve(folder: Path) -> tuple[Server, LoopbackServer]:
    """Serve a folder on a free port of the loopback."""
    server = Server("")

    class Handler(LoopbackHandler):
        def log_message(self, *_: object) -> None:
            server.requested.append(self.path.split("?")[0])

    httpd = LoopbackServer(functools.partial(Handler, directory=str(folder)))
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    server.url = f"http://127.0.0.1:{httpd.server_port}/"
    return server, httpd
