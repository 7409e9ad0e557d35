"""Write the pages that lead to the reports: the index and the glossary, and keep their links true.

index.html       every lesson of the course, where to begin, what came out
glossary.html    the course's words, each with the lesson that shows it
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kerasdigits.files import replacing_file
from kerasdigits.lessons.course.glossary import TERMS, Term
from kerasdigits.lessons.course.markdown import GLOSSARY, Renderer, make_anchor
from kerasdigits.lessons.course.registry import CHAPTERS, LESSONS, find_lesson
from kerasdigits.lessons.course.report import (
    REPORT,
    find_address,
    render_page,
    write_report,
)
from kerasdigits.lessons.course.results import read_results

INDEX = "index.html"


def write_pages(out: Path, ran: str) -> Path:
    """Write index and glossary, and the reports beside one that is new, which link to it now.

    Args:
        out: The folder that holds a folder a lesson.
        ran: The name of the lesson that has just run.

    Returns:
        The index.
    """
    results = {result["lesson"]: result for result in read_results(out)}
    chapters = [
        (chapter, [lesson for lesson in LESSONS if lesson.chapter == chapter.number])
        for chapter in CHAPTERS
    ]
    _write(out / INDEX, "index.html", chapters=chapters, results=results, report=REPORT)
    _write(out / GLOSSARY, "glossary.html", terms=[(term, *_point(term, out)) for term in TERMS])
    for name in _find_neighbours(ran):
        if name in results and "opening" in results[name]:
            write_report(out / name, find_lesson(name), results[name], out)
    return out / INDEX


def _point(term: Term, out: Path) -> tuple[str, str, str]:
    """Give a term's anchor, and the address and title of the lesson that shows it."""
    lesson = find_lesson(term.lesson)
    return make_anchor(term.name), find_address(lesson, out), lesson.title.partition(":")[0]


def _find_neighbours(name: str) -> list[str]:
    """Name the lessons before and after one."""
    order = [lesson.name for lesson in LESSONS]
    place = order.index(name)
    return [*order[max(place - 1, 0) : place], *order[place + 1 : place + 2]]


def _write(path: Path, template: str, **values: Any) -> None:
    page = render_page(template, Renderer(), **values)
    with replacing_file(path) as temporary:
        temporary.write_text(page, encoding="utf-8")
