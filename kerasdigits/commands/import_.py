"""`kerasdigits import`: a TensorFlow.js layers model becomes a Keras model again."""

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kerasdigits import backend
from kerasdigits.commands.console.completion import complete_models
from kerasdigits.commands.console.options import backend_options, output_options
from kerasdigits.commands.console.output import show, show_line, show_numbers
from kerasdigits.commands.console.start import announce
from kerasdigits.models.tfjs_layers.folder import read_folder

if TYPE_CHECKING:
    from kerasdigits.models.tfjs_layers.import_file import Check

_EPILOG = """\b
Examples:
  kerasdigits import public/model model.keras
  kerasdigits import downloads/my-model.json my-model.keras --check node
"""


@click.command("import", epilog=_EPILOG)
@click.argument(
    "folder",
    metavar="FOLDER|MODEL.JSON",
    type=click.Path(path_type=Path),
    shell_complete=complete_models,
)
@click.argument("out", metavar="OUT.keras", type=click.Path(path_type=Path))
@click.option("--overwrite", is_flag=True, help="Replace a file that already exists.")
@click.option(
    "--check",
    type=click.Choice(["auto", "node", "off"]),
    default="auto",
    show_default=True,
    help="Run TensorFlow.js and Keras on the same inputs; auto does so if Node is installed.",
)
@backend_options
@output_options
def import_(
    folder: Path,
    out: Path,
    overwrite: bool,
    check: "Check",
    backend_name: str | None,
    device: str,
    as_json: bool,
    quiet: bool,
) -> None:
    """Make a Keras model of a TensorFlow.js layers model.

    FOLDER is of `kerasdigits export`, of the official converter, or of `model.save()` in a browser;
    its weights may be quantized. The Keras model computes what TensorFlow.js computes, and is
    compiled as it was there. A graph model has no layers and cannot be imported.
    """
    announced = announce(backend_name, device, quiet, backend.INFERENCE_BACKENDS)
    from kerasdigits.models.tfjs_layers.import_file import import_file, require_free

    # What the folder is not, and a place that is taken, are said before Keras is loaded.
    read_folder(folder)
    require_free(out, overwrite=overwrite)
    announced.start()
    report = import_file(folder, out, overwrite=overwrite, check=check)
    show({**dataclasses.asdict(report), "path": str(report.path)}, as_json, _render)


def _render(result: dict[str, Any]) -> None:
    """Print what was imported, and how it was proved."""
    check = result["check"]
    numbers = {
        "layers": result["layers"],
        "parameters": f"{result['parameters']:,}",
        "compiled": "yes" if result["compiled"] else "no",
        "check": "not done"
        if check is None
        else f"differs from TensorFlow.js {check['tfjs_version']} by at most "
        f"{check['max_relative_difference']:.1e} of an output's largest value",
    }
    show_numbers(f"Imported to {result['path']}", numbers)
    for note in result["notes"]:
        show_line(f"  note: {note}")
