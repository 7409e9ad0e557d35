"""TensorFlow.js's verdict in a real browser: Chromium's webgl, wasm, cpu and webgpu.

`web/dist/check.html` does the loading and measuring, as check.cjs does it in Node. A server on the
loopback gives Chromium that page and the model folders; nothing else can be reached.
"""

import contextlib
import functools
import io
import os
import shutil
import threading
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from kerasdigits.errors import ExportError
from kerasdigits.loopback import LOOPBACK, LoopbackHandler, LoopbackServer
from kerasdigits.tfjs.proof.check import decode_answer, encode_batches
from kerasdigits.web_files import find_built

if TYPE_CHECKING:
    import numpy as np
    from playwright.sync_api import Browser, Page

    from kerasdigits.tfjs.proof.examine import Ask

BACKENDS = ("webgl", "wasm", "cpu", "webgpu")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MILLISECONDS = 600_000
_FLAGS = (
    # WebGL and WebGPU by software where there is no GPU, or none that Chromium trusts.
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--enable-unsafe-webgpu",
    f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {LOOPBACK}",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)
# Resolves once there is an answer; asked in turns, because a time-out cannot end an `evaluate`.
_START = """request => {
  globalThis.kerasdigitsAnswer = undefined;
  setTimeout(async () => {
    try {
      globalThis.kerasdigitsAnswer = await globalThis.kerasdigitsCheck(request);
    } catch (error) {
      globalThis.kerasdigitsAnswer = {ok: false, error: String(error)};
    }
  });
}"""


def missing_browser() -> str | None:
    """Say why a check is impossible in a browser.

    Returns:
        The reason, with what to do, or None when everything seems to be there.
    """
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        return "Playwright is not installed (pip install 'kerasdigits[browser]')"
    if find_built("check.html") is None:
        return "web/dist/check.html is not built (run `make setup`)"
    return None


def find_browser() -> str | None:
    """Find the system's Chromium or Chrome.

    Returns:
        Its path, or None.
    """
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


class BrowserChecker:
    """One Chromium with TensorFlow.js that answers for many folders, on each of its backends.

    A context manager; the browser lives as long as the block. Playwright gets a thread of its own:
    it refuses one that runs an event loop, as notebooks do, and another Playwright.

    Attributes:
        version: The browser's name and version.
    """

    def __enter__(self) -> "BrowserChecker":
        """Start the server and the browser.

        Raises:
            ExportError: Playwright, the page or Chromium is missing.
        """
        reason, page = missing_browser(), find_built("check.html")
        if reason is not None or page is None:
            raise ExportError(f"The model cannot be checked in a browser: {reason}")
        self._thread = ThreadPoolExecutor(1, "playwright")
        try:
            self._thread.submit(self._start).result()
        except BaseException:
            self._thread.shutdown()
            raise
        self._server = _Server(page.parent)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self._pages: dict[str, Page] = {}
        return self

    def __exit__(self, *_: object) -> None:
        """End the browser and the server."""
        self._thread.submit(self._stop).result()
        self._thread.shutdown()
        self._server.shutdown()
        self._server.server_close()

    def _start(self) -> None:
        from playwright.sync_api import sync_playwright

        self._playwright = sync_playwright().start()
        try:
            self._browser = self._launch()
        except BaseException:
            self._playwright.stop()
            raise
        self.version = f"Chromium {self._browser.version}"

    def _stop(self) -> None:
        self._browser.close()
        self._playwright.stop()

    def on(self, backend: str) -> "Ask":
        """Give the function that asks on one backend (`examine.Ask`).

        Args:
            backend: `webgl`, `wasm`, `cpu` or `webgpu`.

        Returns:
            `ask(folder, batches, parity=...)`.
        """
        return functools.partial(self.ask, backend)

    def ask(
        self,
        backend: str,
        folder: Path,
        batches: "list[list[np.ndarray]] | None" = None,
        *,
        parity: bool = True,
    ) -> dict:
        """Ask about one folder on one backend, as `NodeChecker.ask` does.

        Args:
            backend: `webgl`, `wasm`, `cpu` or `webgpu`.
            folder: The model folder.
            batches: Inputs to run, or None.
            parity: Whether to replay the folder's own samples.

        Returns:
            The answer; `{"ok": false, "unavailable": true, ...}` when the browser lacks the
            backend.
        """
        request = {
            "backend": backend,
            "model": self._server.offer(folder),
            "inputs": None if batches is None else encode_batches(batches),
            "parity": parity,
        }
        return self._thread.submit(self._run, backend, request).result()

    def _run(self, backend: str, request: dict) -> dict:
        from playwright.sync_api import Error

        try:
            page = self._pages.get(backend) or self._open_page(backend)
            page.evaluate(_START, request)
            handle = page.wait_for_function("() => globalThis.kerasdigitsAnswer")
            answer = decode_answer(handle.json_value())
        except Error as error:
            message = error.message.splitlines()[0]
            answer = {"ok": False, "error": f"the browser failed: {message}"}
        if not answer["ok"]:
            # WebAssembly and WebGPU may stay broken after a failure; the next folder gets a new
            # page.
            self._close_page(backend)
        return answer

    def _open_page(self, backend: str) -> "Page":
        page = self._browser.new_page()
        page.set_default_timeout(_MILLISECONDS)
        page.goto(f"{self._server.url}page/check.html")
        page.wait_for_function("() => globalThis.kerasdigitsCheck")
        self._pages[backend] = page
        return page

    def _close_page(self, backend: str) -> None:
        from playwright.sync_api import Error

        page = self._pages.pop(backend, None)
        if page is not None:
            with contextlib.suppress(Error):  # it crashed
                page.close()

    def _launch(self) -> "Browser":
        from playwright.sync_api import Error

        # Chromium's sandbox does not start for root, who is alone in most containers.
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        flags = [*_FLAGS, "--no-sandbox"] if root else [*_FLAGS]
        try:
            # Without one on the path, Playwright takes the one that it installed itself.
            return self._playwright.chromium.launch(executable_path=find_browser(), args=flags)
        except Error as error:
            raise ExportError(
                "Chromium does not start" if find_browser() else "Chromium is not found",
                received=find_browser() and error.message,
                remedy="Install it (apt-get install chromium, or: playwright install chromium)",
            ) from error


class _Server(LoopbackServer):
    """Serves the built page under /page/ and model folders under /NUMBER/."""

    def __init__(self, page: Path):
        self.folders = {"page": page.resolve()}
        super().__init__(_Handler)
        self.url = f"http://{LOOPBACK}:{self.server_port}/"

    def offer(self, folder: Path) -> str:
        """Serve a folder; give the address of its model.json."""
        folder = folder.resolve()
        known = {path: name for name, path in self.folders.items()}
        name = known.get(folder, str(len(self.folders)))
        self.folders[name] = folder
        return f"{self.url}{name}/model.json"


class _Handler(LoopbackHandler):
    """Files of the offered folders."""

    server: _Server

    def send_head(self) -> io.BytesIO | BinaryIO | None:
        """Answer from the folder that the address begins with."""
        name, _, rest = urllib.parse.urlsplit(self.path).path.lstrip("/").partition("/")
        if name not in self.server.folders:
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        self.directory, self.path = str(self.server.folders[name]), f"/{rest}"
        return super().send_head()

    def end_headers(self) -> None:
        """Have nothing cached: a folder may change between two questions."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()
