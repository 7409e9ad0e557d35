"""`kerasdigits doctor`: what this machine has, and what is missing."""

from __future__ import annotations

import dataclasses
import shutil
from typing import TYPE_CHECKING

import click

from kerasdigits.commands.console.output import say, show
from kerasdigits.commands.console.wrapping import wrap

if TYPE_CHECKING:
    from kerasdigits.doctor import Finding


_EPILOG = """\b
Example:
  kerasdigits doctor
"""
_NARROW = 60


@click.command(epilog=_EPILOG)
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
def doctor(as_json: bool) -> None:
    """List backends, devices, data sets, Node and browser, and how to get what is missing."""
    from kerasdigits.doctor import examine

    say("Importing each backend in a process of its own")
    findings = []
    for finding in examine():
        findings.append(dataclasses.asdict(finding))
        if not as_json:
            _print(finding)
    show({"findings": findings}, as_json, lambda _: None)  # for a person, all is said by now


def _print(finding: Finding) -> None:
    mark = "ok     " if finding.found else "missing"
    head = f"{mark}  {finding.kind:<7}  {finding.name:<14}  "
    if shutil.get_terminal_size().columns < _NARROW:
        hanging = " " * 4
        told = f"{head.rstrip()}\n{wrap(finding.detail, hanging)}"
    else:
        hanging = " " * len(head)
        told = wrap(finding.detail, head, hanging)
    click.echo(click.style(mark, fg="green" if finding.found else None) + told[len(mark) :])
    if finding.remedy:
        click.echo(wrap(finding.remedy, f"{hanging}-> ", f"{hanging}   "))
