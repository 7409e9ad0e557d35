"""`kerasdigits lesson`: the course on the terminal; list, show, run, export, and the glossary."""

from __future__ import annotations

import shutil
import webbrowser
from collections.abc import Generator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from kerasdigits.commands.console.group import Several
from kerasdigits.commands.console.options import (
    backend_options,
    data_dir_option,
    jobs_option,
    output_options,
    seed_option,
)
from kerasdigits.commands.console.output import say, show, show_table
from kerasdigits.commands.console.reading import show_code, show_markdown
from kerasdigits.commands.console.start import announce
from kerasdigits.errors import LessonError
from kerasdigits.lessons.course.changes import read_change
from kerasdigits.lessons.course.glossary import find_term, list_terms
from kerasdigits.lessons.course.plain_math import write_formulas
from kerasdigits.lessons.course.registry import CHAPTERS, LESSONS, find_lesson, select_lessons
from kerasdigits.lessons.course.results import refuse_foreign

if TYPE_CHECKING:
    from kerasdigits.lessons.course.several import Ran

_EPILOG = """\b
Examples:
  kerasdigits lesson list
  kerasdigits lesson show pixel-similarity
  kerasdigits lesson run pixel-similarity --open
  kerasdigits lesson run learning-rate --set STEPS=50
  kerasdigits lesson export depth --notebook
  kerasdigits lesson run all --quick --data embedded --jobs 2
  kerasdigits lesson glossary "learning rate"
"""


def complete_lessons(
    context: click.Context, parameter: click.Parameter, typed: str
) -> list[CompletionItem]:
    """Offer lessons and chapters with their titles."""
    known = [(lesson.name, lesson.title) for lesson in LESSONS]
    known += [(chapter.name, chapter.title) for chapter in CHAPTERS]
    return [CompletionItem(name, help=title) for name, title in known if name.startswith(typed)]


@click.group(cls=Several, epilog=_EPILOG)
def lesson() -> None:
    """Read and run the lessons; each ends in a report."""


@lesson.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
def list_lessons(as_json: bool) -> None:
    """List the chapters and their lessons, with the time and the data that each needs."""

    lessons = [
        {
            "name": entry.name,
            "chapter": entry.chapter,
            "title": entry.title,
            "minutes": entry.minutes,
            "data": entry.data,
        }
        for entry in LESSONS
    ]
    chapters = [{"number": c.number, "name": c.name, "title": c.title} for c in CHAPTERS]
    show({"chapters": chapters, "lessons": lessons}, as_json, _render_list)


@lesson.command("show")
@click.argument("name", metavar="NAME|CHAPTER", shell_complete=complete_lessons)
def show_lesson(name: str) -> None:
    """Print a lesson, its text and code alternating; or what the lessons of a chapter are about."""
    found, *others = select_lessons((name,))
    if others:
        for entry in (found, *others):
            lead = entry.introduction.partition("\n## ")[0]
            show_markdown(f"## {entry.title}\n\n{write_formulas(lead)}\n\n`{entry.name}`")
        click.echo(f"\nRead one: kerasdigits lesson show {found.name}")
        return
    show_markdown(f"# {found.title}\n\n{write_formulas(found.introduction)}")
    for part in found.read()[1:]:
        if part.kind == "code":
            show_code(part.content)
        else:
            show_markdown(write_formulas(part.content))
    click.echo(f"\nRun it: kerasdigits lesson run {found.name}")
    click.echo(f"Its code: {found.path}")


@lesson.command("run")
@click.argument(
    "names",
    metavar="NAME|CHAPTER|all...",
    nargs=-1,
    required=True,
    shell_complete=complete_lessons,
)
@click.option(
    "--data",
    type=click.Choice(["auto", "real", "embedded"]),
    default="auto",
    show_default=True,
    help="auto uses MNIST if it is on this machine, real requires it and downloads it if it is "
    "missing, embedded uses the built-in data.",
)
@data_dir_option
@click.option("--quick", is_flag=True, help="Train less: seconds instead of minutes.")
@seed_option
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("lessons-out"),
    show_default=True,
    help="Where to write a folder for each lesson; an earlier folder of the same lesson is "
    "replaced.",
)
@click.option(
    "--set",
    "changes",
    metavar="NAME=VALUE",
    multiple=True,
    help="Give a constant of the lesson another value; may be repeated.",
)
@jobs_option
@click.option("--open", "opened", is_flag=True, help="Open the report in a browser.")
@backend_options
@output_options
def run_lessons(
    names: tuple[str, ...],
    data: Any,
    data_dir: Path | None,
    quick: bool,
    seed: int,
    out: Path,
    changes: tuple[str, ...],
    jobs: int,
    opened: bool,
    backend_name: str | None,
    device: str,
    as_json: bool,
    quiet: bool,
) -> None:
    """Run lessons; each writes its numbers, figures, weights and a report to OUT/NAME."""

    chosen = select_lessons(names)
    changed = dict(map(read_change, changes))
    if changed and len(chosen) > 1:
        raise LessonError(
            "A change is of one lesson",
            received=" ".join(names),
            remedy="Run one lesson with --set",
        )
    for entry in chosen:
        refuse_foreign(out / entry.name)
    announced = announce(backend_name, device, quiet)
    from kerasdigits.lessons.course.several import Setting, run_at_once, run_in_turn

    setting = Setting(out, seed, quick, data, data_dir, changed)
    if jobs > 1 and len(chosen) > 1:
        say(f"{len(chosen)} lessons in {min(jobs, len(chosen))} processes", quiet)
        ran = _follow(run_at_once(chosen, setting, jobs, announced.start), quiet)
    else:
        announced.start()
        ran = _follow(run_in_turn(chosen, setting, lambda line: say(line, quiet)), quiet)
    results = [one.result for one in ran if one.result is not None]
    failed = {one.lesson.name: one.failure for one in ran if one.failure is not None}
    show({"out": str(out), "lessons": results, "failed": failed}, as_json, _render_results)
    page = out / ("index.html" if len(chosen) > 1 else f"{chosen[0].name}/report.html")
    if results:
        say(f"Read it in a browser: {page}", quiet)
        if opened:
            webbrowser.open(page.resolve().as_uri())
    if failed:
        raise LessonError(
            f"{len(failed)} of {len(chosen)} lessons failed",
            received=", ".join(failed),
            remedy="Run them again, each by itself",
        )


def _follow(running: Generator[Ran], quiet: bool) -> list[Ran]:
    """Say what comes of each lesson as it comes."""
    done = []
    with closing(running):
        for ran in running:
            for line in ran.notes:
                say(line, quiet)
            if ran.failure is not None:
                say(f"{ran.lesson.name} failed: {ran.failure}")
            done.append(ran)
    return done


@lesson.command("export")
@click.argument("name", shell_complete=complete_lessons)
@click.option(
    "--notebook",
    is_flag=True,
    expose_value=False,
    help="Write a Jupyter notebook, which is the only form so far.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write.  [default: NAME.ipynb]",
)
def export_lesson(name: str, out: Path | None) -> None:
    """Write a lesson as a notebook: its text and code as cells, and one that runs it."""
    from kerasdigits.lessons.course.notebook import write_notebook

    found = find_lesson(name)
    path = out or Path(f"{found.name}.ipynb")
    write_notebook(found, path)
    click.echo(f"Open it in Jupyter: {path}")


@lesson.command("glossary")
@click.argument("term", required=False)
def show_glossary(term: str | None) -> None:
    """Explain a term; without TERM, list them all."""
    if term is None:
        click.echo("\n".join(list_terms()))
        return
    found = find_term(term)
    show_markdown(f"**{found.name}**: {write_formulas(found.text)}")
    if found.lesson:
        click.echo(f"\nSee it: kerasdigits lesson show {found.lesson}")


def _render_list(result: dict[str, Any]) -> None:
    width = max(len(entry["name"]) for entry in result["lessons"])
    for chapter in result["chapters"]:
        lessons = [one for one in result["lessons"] if one["chapter"] == chapter["number"]]
        if not lessons:
            continue
        click.secho(f"{chapter['number']}. {chapter['title']} ({chapter['name']})", bold=True)
        for entry in lessons:
            about = entry["title"].partition(": ")[2] or entry["title"]
            facts = f"  {entry['name']:<{width}}  {entry['minutes']:>2} min  {entry['data']:<15}"
            # Where it does not fit into the line, what a lesson is about gets one of its own.
            fits = len(facts) + 2 + len(about) <= shutil.get_terminal_size().columns
            click.echo(f"{facts}  {about}" if fits else f"{facts.rstrip()}\n      {about}")


def _render_results(result: dict[str, Any]) -> None:
    if len(result["lessons"]) == 1:
        _render_result(result["lessons"][0])
        return
    rows = []
    for entry in result["lessons"]:
        agreeing, count = _count_references(entry)
        data = ", ".join(data["name"] for data in entry["data"]) or "none"
        rows.append([entry["lesson"], data, f"{agreeing} of {count}", f"{entry['seconds']:.1f}"])
    show_table("Lessons", ["lesson", "data", "references that agree", "seconds"], rows)


def _render_result(result: dict[str, Any]) -> None:
    """Print the last line of a lesson's story, and what does not agree; the rest is to be read."""
    if result["story"]:
        click.secho(_as_plain(result["story"]["last"]), bold=True)
        click.echo(_as_plain(result["story"]["text"]))
    agreeing, count = _count_references(result)
    if count:
        click.echo(f"{agreeing} of {count} published numbers agree.")
    for number in result["numbers"].values():
        for reference in number["references"]:
            if not reference["agrees"]:
                shown = f"{number['shown']} here, {reference['value']:,} by {reference['source']}"
                click.secho(f"  {_as_plain(number['label'])}: {_as_plain(shown)}", fg="red")


def _count_references(result: dict[str, Any]) -> tuple[int, int]:
    from kerasdigits.lessons.course.report import count_references

    return count_references(result)


def _as_plain(text: str) -> str:
    """Take Markdown's marks out of a line for the terminal."""
    return write_formulas(text).translate(str.maketrans("", "", "`*$"))
