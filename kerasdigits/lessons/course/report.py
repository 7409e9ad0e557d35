"""Write a lesson's report: one HTML page with its text, results and code, that needs nothing else.

The text (Markdown) and the code come from the lesson's file, the rest from its `result.json`; the
figures are inside the page as data URIs. `pages/` holds the templates.
"""

from __future__ import annotations

import base64
import functools
import struct
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import jinja2
from markdown_it import MarkdownIt
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from kerasdigits.files import replacing_file
from kerasdigits.lessons.course.cells import show_cell
from kerasdigits.lessons.course.registry import CHAPTERS, LESSONS, Lesson, Part

REPORT, INDEX = "report.html", "index.html"
_PAGES = Path(__file__).parent / "pages"
_SOURCES = "## Sources"
_CODE_LIGHT, _CODE_DARK = HtmlFormatter(style="vs"), HtmlFormatter(style="github-dark")


def write_report(folder: Path, lesson: Lesson, result: dict[str, Any]) -> None:
    """Write `report.html` beside a lesson's result and figures.

    Args:
        folder: It holds the figures that the result names.
        lesson: Whose text and code to show.
        result: What `result.json` holds.
    """
    introduction, _, _ = lesson.introduction.partition(_SOURCES)
    _, _, sources = lesson.text.partition(_SOURCES)
    page = _render(
        "report.html",
        lesson=lesson,
        result=result,
        introduction=_render_markdown(introduction),
        sources=_render_markdown(sources),
        parts=[_render_part(part) for part in lesson.read()[1:]],
        code_style=_style_code(),
        groups=_group_by_data(result["numbers"].values()),
        images={
            block["file"]: _embed(folder / block["file"])
            for block in result["blocks"]
            if block["kind"] == "figure"
        },
    )
    with replacing_file(folder / REPORT) as temporary:
        temporary.write_text(page, encoding="utf-8")


def write_index(out: Path, results: list[dict[str, Any]]) -> Path:
    """Write `index.html`: every lesson of the course, with links to the reports that are there.

    Args:
        out: The folder that holds a folder a lesson.
        results: What was found in them.

    Returns:
        The page's path.
    """
    path = out / INDEX
    page = _render(
        "index.html",
        chapters=[
            (chapter, [lesson for lesson in LESSONS if lesson.chapter == chapter.number])
            for chapter in CHAPTERS
        ],
        results={result["lesson"]: result for result in results},
    )
    with replacing_file(path) as temporary:
        temporary.write_text(page, encoding="utf-8")
    return path


def count_references(result: dict[str, Any]) -> tuple[int, int]:
    """Count the references that a result was held against: those that agree, and all."""
    verdicts = [
        reference["agrees"]
        for number in result["numbers"].values()
        for reference in number["references"]
    ]
    return sum(verdicts), len(verdicts)


def show_reference(reference: dict[str, Any]) -> str:
    """Write a reference number as it is given: `0.9511`, `≥ 0.931`.

    A tolerance wider than rounding to its last digit is written too: `0.22 ± 0.08`.
    """
    bound = {"equal": "", "at least": "≥ ", "at most": "≤ "}[reference["kind"]]
    tolerance = float(f"{reference['tolerance']:.2g}")
    last_digit = 0.1 ** len(str(reference["value"]).partition(".")[2])
    spread = f" ± {tolerance:,g}" if tolerance > 0.55 * last_digit else ""
    return f"{bound}{reference['value']:,}{spread}"


def _render_part(part: Part) -> str:
    if part.kind == "code":
        return highlight(part.content, PythonLexer(), _CODE_LIGHT)
    text, _, _ = part.content.partition(_SOURCES)
    return _render_markdown(text)


def _group_by_data(numbers: Iterable[dict[str, Any]]) -> list[tuple[str | None, list[dict]]]:
    """Put the numbers of each data set together, in the order in which the sets appear."""
    groups: dict[str | None, list[dict]] = {}
    for number in numbers:
        groups.setdefault(number["data"], []).append(number)
    return list(groups.items())


def _embed(path: Path) -> dict[str, Any]:
    """Read a PNG for the page; its first chunk (IHDR) begins with width and height.

    What is wide has several panels, or numbers in cells: too small on a phone unless it scrolls.
    """
    content = path.read_bytes()
    width, height = struct.unpack(">II", content[16:24])
    shown = round(width / 1.5), round(height / 1.5)  # 96 points to the inch: as large as drawn
    return {
        "base64": base64.b64encode(content).decode(),
        "width": shown[0],
        "height": shown[1],
        "wide": shown[0] > 650,
    }


@functools.cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_PAGES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "cell": show_cell,
        "reference": show_reference,
        "markdown": _render_inline,
    }
    environment.globals["count_references"] = count_references
    return environment


def _render(page: str, **values: Any) -> str:
    style = (_PAGES / "page.css").read_text(encoding="utf-8")
    return _environment().get_template(page).render(style=style, **values)


def _render_markdown(text: str) -> str:
    return _markdown().render(text)


def _render_inline(text: str) -> jinja2.utils.markupsafe.Markup:
    """Render the Markdown of one paragraph, such as a caption, without its `<p>`."""
    return jinja2.utils.markupsafe.Markup(_markdown().renderInline(text))


@functools.cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _style_code() -> str:
    """The colours of the code: dark ones where the reader's system is dark, but not on paper."""
    light = _CODE_LIGHT.get_style_defs(".highlight")
    dark = _CODE_DARK.get_style_defs(".highlight")
    return f"{light}\n@media screen and (prefers-color-scheme: dark) {{\n{dark}\n}}"
