"""The documentation site: whole, without a link that leads nowhere, and without another host."""

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import build_docs
import command_pages
import pytest
from playwright.sync_api import sync_playwright

import kerasdigits
from kerasdigits import tfjs
from kerasdigits.errors import SiteError
from kerasdigits.lessons.course.registry import LESSONS

pytestmark = [pytest.mark.release, pytest.mark.timeout(600)]

ROOT = Path(__file__).parents[2]
REPORTS = ("pixel-similarity", "loss-functions")


class Page(HTMLParser):
    """The anchors of a page, where it leads to, and what it loads by itself."""

    def __init__(self, path: Path):
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        values = {name: value or "" for name, value in attributes}
        self.anchors |= {values.get("id", ""), values.get("name", "") if tag == "a" else ""}
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        elif tag == "link" and values.get("rel") in ("stylesheet", "icon", "preload", "prefetch"):
            self.loaded.append(values["href"])
        if "src" in values:
            self.loaded.append(values["src"])


@pytest.fixture(scope="module")
def lessons(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("lessons")
    run = [sys.executable, "-m", "kerasdigits", "lesson", "run", *REPORTS, "--quick"]
    subprocess.run([*run, "--data", "embedded", "--out", str(folder), "--quiet"], check=True)
    return folder


@pytest.fixture(scope="module")
def site(lessons, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("documentation") / "site"
    build_docs.build(folder, lessons)
    return folder


@pytest.fixture(scope="module")
def pages(site) -> dict[Path, Page]:
    return {path.resolve(): Page(path) for path in site.rglob("*.html")}


def test_every_link_leads_to_a_file_and_to_a_place_in_it(pages):
    followed = 0
    for path, page in pages.items():
        for link in page.links + page.loaded:
            scheme, host, target, _, anchor = urlsplit(link)
            if scheme or host:
                continue
            found = (path.parent / unquote(target)).resolve() if target else path
            assert found.exists(), f"{path}: {link}"
            if anchor and found in pages:
                assert unquote(anchor) in pages[found].anchors, f"{path}: {link}"
            followed += 1
    assert followed > 1000


def test_nothing_is_loaded_from_another_host(site, pages):
    for path, page in pages.items():
        for address in page.loaded:
            assert urlsplit(address).scheme in ("", "data"), f"{path}: {address}"
    for style in site.rglob("*.css"):
        text = style.read_text(encoding="utf-8")
        assert not re.search(r"(url\(|@import)\s*['\"]?\s*(https?:)?//", text), style


def test_a_browser_that_opens_it_asks_for_files_only_and_scrolls_down_only(site):
    shown = ("index", "README", "docs/export", "commands/fit", "api", "docs/page/README", "search")
    asked = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        for width in (1280, 390):
            page = browser.new_page(viewport={"width": width, "height": 900})
            page.on("request", lambda request: asked.append(request.url))
            for name in shown:
                page.goto((site / f"{name}.html").as_uri())
                assert page.evaluate("document.documentElement.scrollWidth") == width, name
        browser.close()
    assert len(asked) > len(shown)
    assert {urlsplit(url).scheme for url in asked} <= {"file", "data"}


def test_every_command_option_function_and_lesson_is_on_it(site):
    for command in command_pages.read_commands().parts:
        text = (site / f"commands/{command.path.split()[1]}.html").read_text()
        for part in command:
            assert f'id="{part.path.replace(" ", "-")}"' in text
            for name in re.findall(r"--[a-z-]+", " ".join(names for names, _ in part.options)):
                assert name in text
    functions = (site / "api.html").read_text()
    for room in (kerasdigits, tfjs):
        for name in set(room.__all__) - {"__version__"}:
            assert f'id="{room.__name__}.{name}"' in functions, name
    listed = (site / "lessons.html").read_text()
    words = re.sub("<[^>]+>", "", listed)
    assert all(f"(kerasdigits lesson run {lesson.name})" in words for lesson in LESSONS)
    assert set(re.findall(r'href="lessons/([\w-]+)/report.html"', listed)) == set(REPORTS)


def test_a_link_that_leads_nowhere_is_refused_and_leaves_no_site(tmp_path, monkeypatch, capfd):
    stage = build_docs.stage

    def break_a_link(folder: Path, lessons: Path | None) -> None:
        stage(folder, lessons)
        with (folder / "docs" / "page.md").open("a") as page:
            page.write("\n[gone](nowhere.md)\n")

    monkeypatch.setattr(build_docs, "stage", break_a_link)
    with pytest.raises(SiteError, match="warned"):
        build_docs.build(tmp_path / "site")
    assert "nowhere.md" in capfd.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_folder_without_reports_is_refused(tmp_path):
    with pytest.raises(SiteError, match="no reports"):
        build_docs.build(tmp_path / "site", tmp_path)
    assert not list(tmp_path.iterdir())


def test_every_document_is_on_it(site):
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")):
        assert (site / path.relative_to(ROOT)).with_suffix(".html").is_file(), path
