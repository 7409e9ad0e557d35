"""A site made of the built page and models written by hand, a Chromium, and a guard on every page.

A test that asks for `site_url` runs twice: opened from disk and served over http.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from chromium import QUIET
from inside_site import make_inside
from models import write_index
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from sites import Server, make_site, serve

# Milliseconds; CI's machine stood still for 15 seconds once, between two tests that passed.
PATIENCE = 12_000
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


Launch = Callable[[tuple[str, ...]], Browser]


@pytest.fixture(scope="session")
def launch() -> Iterator[Launch]:
    """Starts headless Chromiums with the flags that a test wants."""
    names = ("chromium", "chromium-browser", "google-chrome")
    executable = next((found for name in names if (found := shutil.which(name))), None)
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        # Without one on the path, Playwright uses the one that it installed itself.
        yield lambda flags: playwright.chromium.launch(
            executable_path=executable, args=[*sandbox, *flags]
        )


@pytest.fixture(scope="session")
def browser(launch: Launch) -> Iterator[Browser]:
    """One headless Chromium for all tests."""
    chromium = launch((*QUIET, "--disable-gpu"))
    yield chromium
    chromium.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site with all hand-made models."""
    return make_site(tmp_path_factory.mktemp("web") / "site")


@pytest.fixture(scope="session")
def http_site(site: Path) -> Iterator[Server]:
    """The site over http."""
    server, httpd = serve(site)
    yield server
    httpd.shutdown()
    httpd.server_close()


@pytest.fixture(scope="session")
def grown(digits, tmp_path_factory):
    """A site with a run that kept its past, its data and its mistakes; and a model for MNIST."""
    import keras

    from kerasdigits import tfjs
    from kerasdigits.publishing.destinations import Destination
    from kerasdigits.publishing.publish import publish
    from kerasdigits.training import fit
    from kerasdigits.training.config import configure
    from kerasdigits.training.trained import open_trained

    folder = tmp_path_factory.mktemp("learned")
    site = make_site(folder / "site", [])
    config = configure("digits", "mlp", digits.task, 1_347, epochs=6)
    fitted = fit.start(config, digits, folder / "run", progress=False)
    publish(open_trained(folder / "run"), Destination(site / "models/grown", None), check="off")
    flat = keras.Sequential(
        [keras.Input((784,)), keras.layers.Dense(10, activation="softmax")], name="flat"
    )
    metadata = {"preprocess": {"recipe": "mnist", "size": [28, 28]}, "task": "classification"}
    tfjs.export(flat, site / "models" / "flat", metadata=metadata, check="off")
    write_index(site / "models", ["grown", "flat"])
    return site, fitted.run, fitted.model


@pytest.fixture(scope="session")
def inside(tmp_path_factory):
    """A site of networks to look into, and the Keras models they are of."""
    return make_inside(tmp_path_factory.mktemp("inside"))


@pytest.fixture(params=["file", "http"])
def site_url(request: pytest.FixtureRequest, site: Path, http_site: Server) -> str:
    """The address of the site's index.html, from disk and over http."""
    return site.joinpath("index.html").as_uri() if request.param == "file" else http_site.url


@pytest.fixture
def file_url(site: Path) -> str:
    """The address of index.html on disk, for what cannot depend on how the page was opened."""
    return site.joinpath("index.html").as_uri()


class Guard:
    """Watches a page: no other host, nothing on the console, no exception."""

    def __init__(self, page: Page, url: str) -> None:
        self.origin = url.rsplit("/", 1)[0] + "/"
        self.complaints: list[str] = []
        self.expected: tuple[str, ...] = ()
        page.on("request", self._check_request)
        page.on("console", self._check_console)
        page.on("pageerror", lambda error: self.complaints.append(f"exception: {error}"))

    def _check_request(self, request) -> None:
        if not request.url.startswith((self.origin, "data:", "blob:")):
            self.complaints.append(f"request: {request.url}")

    def _check_console(self, message) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"console {message.type}: {message.text}")

    def unexpected(self) -> list[str]:
        """What happened and was not announced by the test."""
        return [line for line in self.complaints if not any(e in line for e in self.expected)]


def start_empty(url: str) -> str:
    """An address of a page that does not draw a digit of its own at the start."""
    parts = urlsplit(url)
    query = f"{parts.query}&start=empty".lstrip("&")
    return urlunsplit(parts._replace(query=query))


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Open a guarded page; `expect` names console lines that the test provokes on purpose.

    The pad is empty, unless the page is to be `greeted`: then it draws a digit of its own.
    """
    contexts: list[BrowserContext] = []
    guards: list[Guard] = []

    def opener(
        url: str,
        *,
        greeted: bool = False,
        expect: tuple[str, ...] = (),
        wait: str | None = "settled",
        init: str | None = None,
        **context_options: object,
    ) -> Page:
        context = browser.new_context(**context_options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        guard = Guard(page, url)
        guard.expected = expect
        guards.append(guard)
        if init:
            page.add_init_script(init)
        page.goto(url if greeted else start_empty(url))
        if wait:
            page.evaluate(f"globalThis.kerasdigits.{wait}")
        return page

    yield opener
    for context in contexts:
        context.close()
    assert [line for guard in guards for line in guard.unexpected()] == []
