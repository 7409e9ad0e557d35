"""`kerasdigits doctor`: what this machine has, and what is missing."""

import dataclasses
from typing import TYPE_CHECKING

import click

from kerasdigits.commands.console.output import say, show

if TYPE_CHECKING:
    from kerasdigits.doctor import Finding


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
def doctor(as_json: bool) -> None:
    """List backends, devices, data sets, Node and browser, and how to get what is missing."""
    from kerasdigits.doctor import examine

    say("Importing each backend in a process of its own")
    findings = []
    for finding in examine():
        findings.append(dataclasses.asdict(finding))
        if not as_json:
            _render(finding)
    show({"findings": findings}, as_json, lambda _: None)  # for a person, all is said by now


def _render(finding: "Finding") -> None:
    mark = click.style("ok     ", fg="green") if finding.found else "missing"
    click.echo(f"{mark}  {finding.kind:<7}  {finding.name:<14}  {finding.detail}")
    if finding.remedy:
        click.echo(f"{'':9}{'':9}{'':16}-> {finding.remedy}")
