"""What `kerasdigits practice` prints: exercises, checks, progress, milestones, grades."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kerasdigits.commands.console.output import show_table
from kerasdigits.commands.console.wrapping import wrap

if TYPE_CHECKING:
    from kerasdigits.practice.check import Report
    from kerasdigits.practice.milestones.milestone import Code


def tell_line(line: str) -> None:
    """Print a line, broken where the terminal ends."""
    click.echo(wrap(line, hanging="  "))


def render_list(result: dict[str, Any]) -> None:
    """Print the exercises and their holes."""
    for one in result["exercises"]:
        click.secho(wrap(f"{one['name']}: {one['title']}"), bold=True)
        width = max(len(hole["name"]) for hole in one["holes"])
        for hole in one["holes"]:
            click.echo(wrap(hole["task"], f"  {hole['name']:<{width}}  ", " " * (width + 4)))
    click.echo("\nBegin one: kerasdigits practice start NAME")


def render_report(report: Report, file: Path, quiet: bool) -> None:
    """Print a check: a line a hole, and what is wrong below it."""
    click.secho(f"{report.exercise}, checked with seed {report.seed}", bold=True)
    for problem in report.problems:
        click.secho(wrap(problem, "  "), fg="red")
    for verdict in report.verdicts:
        mark = click.style("pass", fg="green") if verdict.passed else click.style("FAIL", fg="red")
        click.echo(f"  {mark}  {verdict.hole}")
        if not verdict.passed:
            click.echo(wrap(verdict.message, "        "))
            for line in verdict.evidence:
                click.echo(wrap(line, "          "))
    if report.printed.strip():
        click.echo("Your code printed:")
        click.echo(textwrap.indent("\n".join(report.printed.splitlines()[:5]), "  "))
    failed = [verdict.hole for verdict in report.verdicts if not verdict.passed]
    click.echo(f"{len(report.verdicts) - len(failed)} of {len(report.verdicts)} holes pass.")
    if quiet:
        return
    if failed:
        click.echo(f"Help: kerasdigits practice hint {report.exercise} {failed[0]}")
        click.echo(f"Again: kerasdigits practice check {file}")
    elif file.suffix == ".py":
        click.echo(f"All done. See it at work: python {file}")


def render_progress(result: dict[str, Any], show_all: bool) -> None:
    """Print what has passed: what is begun, and the rest where it is asked for."""
    click.secho(f"{result['passed']} of {result['of']} holes have passed", bold=True)
    exercises: dict[str, list[dict[str, Any]]] = {}
    for hole in result["holes"]:
        exercises.setdefault(hole["exercise"], []).append(hole)
    begun = {name: holes for name, holes in exercises.items() if any(map(_is_begun, holes))}
    others = {name: holes for name, holes in exercises.items() if name not in begun}
    for name, holes in {**begun, **(others if show_all else {})}.items():
        click.secho(name, bold=True)
        width = max(len(hole["hole"]) for hole in holes)
        for hole in holes:
            head = f"  {hole['hole']:<{width}}  "
            click.echo(wrap(_tell_progress(hole), head, " " * (width + 4)))
    if others and not show_all:
        more = f"{len(others)} {'more ' * bool(begun)}exercises are not begun: --all shows them"
        click.echo(wrap(more))


def _is_begun(hole: dict[str, Any]) -> bool:
    return bool(hole.get("checks") or hole.get("hints"))


def _tell_progress(hole: dict[str, Any]) -> str:
    """Tell what was done on a hole: the day on which it passed, checks, hints."""
    state = f"passed {hole['passed']}" if "passed" in hole else "begun" * _is_begun(hole) or "-"
    counts = [
        f"{count} {what}{'s' * (count != 1)}"
        for what in ("check", "hint")
        if (count := hole.get(f"{what}s", 0))
    ]
    return ", ".join([state, *counts])


def render_milestones(result: dict[str, Any]) -> None:
    """Print the milestones and the holes that each needs."""
    for one in result["milestones"]:
        click.secho(wrap(f"{one['name']} ({one['year']}): {one['title']}"), bold=True)
        for exercise, holes in one["needs"].items():
            click.echo(wrap(f"  {exercise}: {', '.join(holes)}", hanging="    "))
    click.echo("\nRun one with your own code:\n  kerasdigits practice milestone NAME")


def render_code(code: Code) -> None:
    """Print whose functions a milestone calls."""
    if code.yours:
        tell_line(f"Yours: {', '.join(code.yours)}")
    if code.missing:
        tell_line(f"Ours, in the place of yours: {', '.join(hole for _, hole in code.missing)}")


def render_reached(result: dict[str, Any]) -> None:
    """Print what was reached, and what is not yet the learner's own."""
    for name, asked in result["asked"].items():
        mark = "reached" if result["results"][name] >= asked else "not reached"
        click.echo(f"{name} {result['results'][name]:.4g}, asked for {asked:.4g}: {mark}")
    if not result["ours"]:
        click.secho("By your own code, all of it.", fg="green")
        return
    if result["reached"]:
        click.echo("Reached, but not all by your code.")
    exercise, hole = result["ours"][0]
    tell_line(f"Make it yours: `kerasdigits practice start {exercise}`, and write {hole}")


def render_grades(result: dict[str, Any]) -> None:
    """Print a row for each file of a class."""
    rows = []
    for one in result["files"]:
        report = one["report"]
        if report is None:
            rows.append([one["learner"], one["file"], one["problem"], "-"])
            continue
        failed = [hole["hole"] for hole in report["holes"] if not hole["passed"]]
        count = len(report["holes"])
        rows.append(
            [
                one["learner"],
                report["exercise"],
                ", ".join(failed) or "-",
                f"{count - len(failed)} of {count}",
            ]
        )
    columns = ["learner", "exercise", "holes that fail", "pass"]
    show_table(f"Grades with seed {result['seed']}", columns, rows)
