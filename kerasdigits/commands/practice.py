"""`kerasdigits practice`: exercises with holes to fill, a check that says what is wrong, grades."""

from __future__ import annotations

import textwrap
from pathlib import Path

import click

from kerasdigits.commands.console.group import Several
from kerasdigits.commands.console.options import data_dir_option
from kerasdigits.commands.console.output import say, show
from kerasdigits.commands.console.practice_output import (
    render_code,
    render_grades,
    render_list,
    render_milestones,
    render_progress,
    render_reached,
    render_report,
    tell_line,
)
from kerasdigits.commands.console.wrapping import wrap
from kerasdigits.errors import join_words
from kerasdigits.practice.exercise import find_exercise, list_exercises
from kerasdigits.practice.start import write_notebook, write_start

_EPILOG = """\b
Examples:
  kerasdigits practice list
  kerasdigits practice start gradient-descent
  kerasdigits practice start depth --notebook
  kerasdigits practice check gradient-descent.py
  kerasdigits practice hint gradient-descent descend
  kerasdigits practice progress --all
  kerasdigits practice milestone perceptron
  kerasdigits practice grade submissions --csv grades.csv --seed 7
"""
_json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print the result as one JSON object."
)
_quiet_option = click.option(
    "--quiet", "-q", is_flag=True, help="Print no notes, and not what to do next."
)
_seed_option = click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    help="Ask with the inputs of an earlier check.  [default: drawn now, and shown]",
)
_folder_option = click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default=Path(),
    help="Where the files are, and practice-progress.json.  [default: here]",
)


@click.group(cls=Several, epilog=_EPILOG)
def practice() -> None:
    """Write the code yourself: exercises with holes, checked with a message of what is wrong."""


@practice.command("list")
@_json_option
def list_all(as_json: bool) -> None:
    """List the exercises and their holes; each has the name of its lesson."""
    exercises = [
        {
            "name": one.name,
            "chapter": one.chapter,
            "title": one.title,
            "holes": [
                {"name": hole, "task": one.sheet["holes"][hole]["task"]} for hole in one.holes
            ],
        }
        for one in list_exercises()
    ]
    show({"exercises": exercises}, as_json, render_list)


@practice.command("start")
@click.argument("name")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write.  [default: NAME.py, or NAME.ipynb]",
)
@click.option(
    "--notebook", is_flag=True, help="Write a notebook, for nbgrader and otter-grader, too."
)
@click.option(
    "--solved",
    is_flag=True,
    help="With --notebook: leave the solutions in, for nbgrader's folder source/.",
)
@_quiet_option
def start(name: str, out: Path | None, notebook: bool, solved: bool, quiet: bool) -> None:
    """Write an exercise with its holes to a file, for you to fill."""
    exercise = find_exercise(name)
    if solved and not notebook:
        raise click.UsageError("--solved needs --notebook")
    path = out or Path(f"{exercise.name}.{'ipynb' if notebook else 'py'}")
    if notebook:
        write_notebook(exercise, path, solved)
    else:
        write_start(exercise, path)
    if not quiet:
        click.echo(wrap(f"Write {join_words(exercise.holes)} in {path}"))
        click.echo(f"Then: kerasdigits practice check {path}")


@practice.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", help="The exercise.  [default: the one that the file names]")
@_seed_option
@_json_option
@_quiet_option
@click.pass_context
def check(
    context: click.Context,
    file: Path,
    name: str | None,
    seed: int | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Check each hole of your file, in a process of its own; exit code 1 where one fails."""
    from kerasdigits.practice.check import check_file
    from kerasdigits.practice.progress import record_report

    report = check_file(file, name, seed)
    show(report.to_json(), as_json, lambda _: render_report(report, file, quiet))
    try:
        record_report(file.parent, report)
    except OSError as error:
        say(f"Your progress was not written: {error.strerror}", quiet)
    if not report.passed:
        context.exit(1)


@practice.command("hint")
@click.argument("name")
@click.argument("hole")
@click.option("--step", type=click.IntRange(1, 3), help="Which of the three.  [default: the next]")
@_folder_option
def hint(name: str, hole: str, step: int | None, folder: Path) -> None:
    """Help with a hole, a step more each time: the idea, nearly the code, the solution."""
    from kerasdigits.practice.progress import record_hint

    exercise = find_exercise(name)
    hints = exercise.hints(exercise.find_hole(hole))
    number = record_hint(folder, exercise.name, hole, len(hints), step)
    last = number == len(hints)
    click.secho(f"Hint {number} of {len(hints)} for {hole}{': the solution' * last}", bold=True)
    click.echo(textwrap.indent(hints[-1].rstrip(), "    ") if last else wrap(hints[number - 1]))


@practice.command("progress")
@_folder_option
@click.option("--all", "show_all", is_flag=True, help="Show what is not begun, too.")
@_json_option
def progress(folder: Path, show_all: bool, as_json: bool) -> None:
    """Show which holes have passed, as the checks in this folder found."""
    from kerasdigits.practice.progress import read_progress

    done = read_progress(folder)
    holes = [
        {"exercise": one.name, "hole": hole, **done.get(one.name, {}).get(hole, {})}
        for one in list_exercises()
        for hole in one.holes
    ]
    passed = sum("passed" in hole for hole in holes)
    result = {"passed": passed, "of": len(holes), "holes": holes}
    show(result, as_json, lambda result: render_progress(result, show_all))


@practice.command("milestone")
@click.argument("name", required=False)
@_folder_option
@click.option(
    "--data",
    type=click.Choice(["digits", "mnist"]),
    default="digits",
    show_default=True,
    help="digits are built in.",
)
@data_dir_option
@_json_option
@click.pass_context
def milestone(
    context: click.Context,
    name: str | None,
    folder: Path,
    data: str,
    data_dir: Path | None,
    as_json: bool,
) -> None:
    """Run a piece of history again with what you wrote; without NAME, list them.

    Your functions are taken from FOLDER where they pass their checks; ours stand in for the rest.
    The exit code is 0 where all of it is yours and reaches what is asked.
    """
    from kerasdigits.data import load
    from kerasdigits.practice.milestones.history import MILESTONES, find_milestone
    from kerasdigits.practice.milestones.milestone import collect_code, reach

    if name is None:
        listed = [one.to_json() for one in MILESTONES]
        show({"milestones": listed}, as_json, render_milestones)
        return
    chosen = find_milestone(name)
    if not as_json:
        click.secho(f"{chosen.year}: {chosen.title}", bold=True)
        click.echo(wrap(chosen.story))
    code = collect_code(folder, chosen.needs)
    if not as_json:
        render_code(code)
    dataset = load(data, data_dir=data_dir)
    reached = reach(chosen, code, dataset, folder, _ignore if as_json else tell_line)
    show(reached.to_json(), as_json, render_reached)
    if not reached.yours_alone or not reached.reached:
        context.exit(1)


@practice.command("grade")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--csv",
    "csv_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a row for each hole.",
)
@_seed_option
@_json_option
@_quiet_option
def grade(
    folder: Path, csv_file: Path | None, seed: int | None, as_json: bool, quiet: bool
) -> None:
    """Check the files of a class, all with the same inputs: a file or a folder for each."""
    from kerasdigits.practice.check import draw_seed
    from kerasdigits.practice.grade import grade_folder, write_csv

    chosen = draw_seed() if seed is None else seed
    graded = grade_folder(folder, chosen)
    if csv_file is not None:
        write_csv(graded, csv_file, chosen)
    result = {"seed": chosen, "files": [one.to_json() for one in graded]}
    show(result, as_json, render_grades)
    if csv_file is not None:
        say(f"Wrote {csv_file}", quiet)


def _ignore(_: str) -> None:
    pass
