"""`kerasdigits lesson`: the course on the terminal; list, show, run, and the glossary."""

import shutil
from pathlib import Path
from typing import Any

import click

from kerasdigits.commands.console.options import (
    backend_options,
    data_dir_option,
    output_options,
    seed_option,
)
from kerasdigits.commands.console.output import say, show, show_table
from kerasdigits.commands.console.start import announce
from kerasdigits.lessons.course.cells import show_cell
from kerasdigits.lessons.course.glossary import find_term, list_terms
from kerasdigits.lessons.course.registry import CHAPTERS, LESSONS, find_lesson, select_lessons
from kerasdigits.lessons.course.results import read_results, refuse_foreign

_EPILOG = """\b
Examples:
  kerasdigits lesson list
  kerasdigits lesson show pixel-similarity
  kerasdigits lesson run pixel-similarity
  kerasdigits lesson run all --quick --data embedded
  kerasdigits lesson glossary "learning rate"
"""


@click.group(epilog=_EPILOG)
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
@click.argument("name")
def show_lesson(name: str) -> None:
    """Print a lesson, its text and code alternating."""
    from rich.console import Console
    from rich.markdown import Markdown

    found = find_lesson(name)
    console = Console(width=min(Console().width, 96))
    console.print(Markdown(f"# {found.title}\n\n{found.introduction}"))
    for part in found.read()[1:]:
        shown = f"```python\n{part.content}```" if part.kind == "code" else part.content
        console.print(Markdown(shown))
    click.echo(f"\nRun it: kerasdigits lesson run {found.name}")
    click.echo(f"Its code: {found.path}")


@lesson.command("run")
@click.argument("names", metavar="NAME|CHAPTER|all...", nargs=-1, required=True)
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
@backend_options
@output_options
def run_lessons(
    names: tuple[str, ...],
    data: Any,
    data_dir: Path | None,
    quick: bool,
    seed: int,
    out: Path,
    backend_name: str | None,
    device: str,
    as_json: bool,
    quiet: bool,
) -> None:
    """Run lessons; each writes its numbers, figures, weights and a report to OUT/NAME."""

    chosen = select_lessons(names)
    for entry in chosen:
        refuse_foreign(out / entry.name)
    announce(backend_name, device, quiet).start()
    from kerasdigits.lessons.course.context import Context
    from kerasdigits.lessons.course.report import write_index
    from kerasdigits.lessons.course.run import run_lesson

    results = []
    for entry in chosen:
        say(f"{entry.name}: {entry.title}", quiet)
        context = Context(seed, quick, data, data_dir, note=lambda text: say(f"  {text}", quiet))
        results.append(run_lesson(entry, context, out))
        index = write_index(out, read_results(out))
    show({"out": str(out), "lessons": results}, as_json, _render_results)
    pages = index if len(chosen) > 1 else out / chosen[0].name / "report.html"
    say(f"Read it in a browser: {pages}", quiet)


@lesson.command("glossary")
@click.argument("term", required=False)
def show_glossary(term: str | None) -> None:
    """Explain a term; without TERM, list them all."""
    from rich.console import Console
    from rich.markdown import Markdown

    if term is None:
        click.echo("\n".join(list_terms()))
        return
    found = find_term(term)
    console = Console(width=min(Console().width, 96))
    console.print(Markdown(f"**{found.name}**: {found.text}"))
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
    from kerasdigits.lessons.course.report import count_references

    rows = []
    for entry in result["lessons"]:
        agreeing, count = count_references(entry)
        data = ", ".join(data["name"] for data in entry["data"]) or "none"
        rows.append([entry["lesson"], data, f"{agreeing} of {count}", f"{entry['seconds']:.1f}"])
    show_table("Lessons", ["lesson", "data", "references that agree", "seconds"], rows)


def _render_result(result: dict[str, Any]) -> None:
    from kerasdigits.lessons.course.report import show_reference

    rows = []
    for number in result["numbers"].values():
        references = number["references"]
        published = [
            f"{show_reference(one)} {'agrees' if one['agrees'] else 'DIFFERS'}"
            for one in references
        ]
        rows.append([number["label"], number["data"] or "", number["shown"], "\n".join(published)])
    show_table(result["title"], ["number", "data", "here", "reference"], rows)
    for block in result["blocks"]:
        if block["kind"] == "table":
            rows = [[show_cell(cell) for cell in row] for row in block["rows"]]
            show_table(block["title"], block["columns"], rows)
    for claim in result["claims"]:
        click.secho("The source claims: ", bold=True, nl=False)
        click.echo(f"{claim['claim']} ({claim['source']})")
        click.echo(f"What is true: {claim['truth']}")
        click.echo(f"Measured here: {claim['measured']}\n")
