"""Write a lesson's report: one HTML page with its text, code and results, that loads nothing.

The text (Markdown) and the code come from the lesson's file, the rest from its `result.json`; the
figures are inside the page as data URIs. `pages/` holds the templates, `front.py` writes the
pages that lead to the reports.
"""

from __future__ import annotations

import base64
import functools
import shlex
import struct
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import jinja2
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from kerasdigits.files import replacing_file
from kerasdigits.lessons.course.cells import show_cell
from kerasdigits.lessons.course.markdown import GLOSSARY, Renderer
from kerasdigits.lessons.course.registry import LESSONS, SCENES, Lesson
from kerasdigits.lessons.course.turns import lay_out

REPORT = "report.html"
_PAGES = Path(__file__).parent / "pages"
_SOURCES = "## Sources"
_CODE_LIGHT, _CODE_DARK = HtmlFormatter(style="vs"), HtmlFormatter(style="github-dark")


def write_report(
    folder: Path, lesson: Lesson, result: dict[str, Any], out: Path | None = None
) -> None:
    """Write `report.html` beside a lesson's result and figures.

    Args:
        folder: It holds the figures that the result names.
        lesson: Whose text and code to show.
        result: What `result.json` holds.
        out: The folder of all reports; those of the lessons before and after are linked when they
            are there.
    """
    renderer = Renderer(f"../{GLOSSARY}")
    introduction, _, _ = lesson.introduction.partition(_SOURCES)
    lead, _, rest = introduction.partition("\n## ")
    _, _, sources = lesson.text.partition(_SOURCES)
    blocks = {block["name"]: block for block in result["blocks"]}
    opening = blocks.pop(result["opening"], None)
    page = render_page(
        "report.html",
        renderer,
        lesson=lesson,
        scenes=SCENES,
        tasks=lesson.read_tasks(),
        result=result,
        lead=lead,
        introduction=f"## {rest}" if rest else "",
        opening=opening,
        turns=lay_out(lesson, blocks.values()),
        sources=sources,
        shortens="context.quick" in lesson.path.read_text(encoding="utf-8"),
        code_style=_style_code(),
        groups=_group_by_data(result["numbers"].values()),
        neighbours=_find_neighbours(lesson, out or folder.parent),
        images={
            block["file"]: _embed(folder / block["file"])
            for block in result["blocks"]
            if block["kind"] == "figure"
        },
    )
    with replacing_file(folder / REPORT) as temporary:
        temporary.write_text(page, encoding="utf-8")


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


def render_page(template: str, renderer: Renderer, **values: Any) -> str:
    """Fill a template of `pages/`; its filters `markdown` and `line` render as the page's own."""
    style = (_PAGES / "page.css").read_text(encoding="utf-8")
    environment = _environment().overlay()
    environment.filters = _environment().filters | {
        "markdown": renderer.render,
        "line": renderer.render_line,
    }
    page = environment.get_template(template).render(style=style, **values)
    return _make_scrollable(page)


def _make_scrollable(page: str) -> str:
    """Let the keyboard reach what is wider than a small screen, to scroll it: code and formulas."""
    for opening in ("<pre", '<div class="math block"'):
        page = page.replace(f"{opening}>", f'{opening} tabindex="0">')
    return page


def find_address(lesson: Lesson, out: Path) -> str:
    """Find where a reader finds a lesson, from the folder of all reports: its report or the index.

    Args:
        lesson: The lesson.
        out: The folder of all reports.

    Returns:
        `NAME/report.html` when it is there, else the lesson's place in the index.
    """
    report = f"{lesson.name}/{REPORT}"
    return report if (out / report).is_file() else f"index.html#{lesson.name}"


def _find_neighbours(lesson: Lesson, out: Path) -> dict[str, tuple[str, str]]:
    """Find address and title of the lessons before and after."""
    place = LESSONS.index(lesson)
    neighbours = {}
    if place > 0:
        neighbours["previous"] = LESSONS[place - 1]
    if place + 1 < len(LESSONS):
        neighbours["next"] = LESSONS[place + 1]
    return {
        side: (f"../{find_address(other, out)}", other.title.partition(":")[0])
        for side, other in neighbours.items()
    }


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
        "python": _highlight,
        "shell": shlex.quote,
    }
    environment.globals["count_references"] = count_references
    return environment


def _highlight(code: str) -> jinja2.utils.markupsafe.Markup:
    return jinja2.utils.markupsafe.Markup(highlight(code, PythonLexer(), _CODE_LIGHT))


def _style_code() -> str:
    """The colours of the code: dark ones where the reader's system is dark, but not on paper."""
    light = _CODE_LIGHT.get_style_defs(".highlight")
    dark = _CODE_DARK.get_style_defs(".highlight")
    return f"{light}\n@media screen and (prefers-color-scheme: dark) {{\n{dark}\n}}"
