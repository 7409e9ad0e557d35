"""`kerasdigits site`: put a whole site together for a static host."""

import shlex
from pathlib import Path
from typing import Any

import click

from kerasdigits.commands.console.output import show, show_numbers
from kerasdigits.publishing.static_site import build_site

_EPILOG = """\b
Examples:
  kerasdigits site public
  kerasdigits site public web/models/digits-cnn web/models/mnist-cnn --lessons course
"""


@click.command(epilog=_EPILOG)
@click.argument("destination", metavar="DEST", type=click.Path(path_type=Path))
@click.argument("models", metavar="[MODEL]...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--lessons",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Reports of the course to add: what lesson run all --out FOLDER wrote.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def site(destination: Path, models: tuple[Path, ...], lessons: Path | None, as_json: bool) -> None:
    """Put the page, model folders and lessons together in DEST, for any static host.

    Each MODEL is a model folder; without, all of web/models are taken. Every path in the site is
    relative, so that it works below any address and from disk. Over https it also works offline
    once it was visited. The names of scripts and styles in dist change with their content, and the
    licences of what they contain lie beside them.
    """
    chosen = list(models) or sorted(
        script.parent for script in Path("web/models").glob("*/model.js")
    )
    made = build_site(destination, chosen, lessons)
    result = {
        "page": str(made.page),
        "models": list(made.models),
        "lessons": list(made.lessons),
        "bytes": made.byte_count,
        "licences": [str(path) for path in made.licences],
    }
    show(result, as_json, _render)


def _render(result: dict[str, Any]) -> None:
    numbers = {
        "models": ", ".join(result["models"]) or "none",
        "lessons": len(result["lessons"]) or "none",
        "size": f"{result['bytes'] / 1e6:.1f} MB",
        "licences": f"{len(result['licences'])} files, dist/*.LEGAL.txt",
    }
    folder = Path(result["page"]).parent
    show_numbers(f"Assembled {folder}", numbers)
    served = shlex.quote(str(folder))
    click.echo(f"Copy the folder to any static host, or try it: kerasdigits serve {served}")
