"""`kerasdigits schema`: the JSON Schema of a file, or of what a command prints with --json."""

import json

import click

from kerasdigits.schemas import list_schemas, read_schema

_EPILOG = """\b
Examples:
  kerasdigits schema
  kerasdigits schema fit
  kerasdigits schema lesson-result
"""


@click.command(epilog=_EPILOG)
@click.argument("name", required=False, metavar="[NAME]", type=click.Choice(list_schemas()))
def schema(name: str | None) -> None:
    """Print the JSON Schema of a file or of what a command prints; without NAME, list them.

    run is of run.json, model-metadata of what an export says in model.json, and lesson-result of
    result.json; the others are of the commands' --json. Each stands by itself, of draft 2020-12.
    """
    if name is not None:
        click.echo(json.dumps(read_schema(name), indent=2))
        return
    width = max(map(len, list_schemas()))
    for one in list_schemas():
        click.echo(f"{one:<{width}}  {read_schema(one)['title']}")
