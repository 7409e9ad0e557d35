"""`kerasdigits doctor`: what this machine has, and what is missing."""

import dataclasses
from typing import Any

import click

from kerasdigits.commands.console.output import show


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
def doctor(as_json: bool) -> None:
    """List backends, devices, data sets, Node and browser, and how to get what is missing."""
    from kerasdigits.doctor import examine

    findings = [dataclasses.asdict(finding) for finding in examine()]
    show({"findings": findings}, as_json, _render)


def _render(result: dict[str, Any]) -> None:
    for finding in result["findings"]:
        mark = click.style("ok     ", fg="green") if finding["found"] else "missing"
        click.echo(f"{mark}  {finding['kind']:<7}  {finding['name']:<14}  {finding['detail']}")
        if finding["remedy"]:
            click.echo(f"{'':9}{'':9}{'':16}-> {finding['remedy']}")
