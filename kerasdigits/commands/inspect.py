"""`kerasdigits inspect`: what is in a model file, before anything of it is run."""

from pathlib import Path
from typing import Any

import click

from kerasdigits.commands.console.completion import complete_runs
from kerasdigits.commands.console.output import show, show_line, show_numbers, show_table
from kerasdigits.models.doors import require_something

_EPILOG = """\b
Examples:
  kerasdigits inspect downloads/model.keras
  kerasdigits inspect runs/digits-cnn
  kerasdigits inspect web/models/digits-cnn --json
"""
_SHOWN_OPERATIONS = 12


@click.command(epilog=_EPILOG)
@click.argument(
    "file",
    metavar="FILE|RUN|FOLDER",
    type=click.Path(path_type=Path),
    shell_complete=complete_runs,
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
def inspect(file: Path, as_json: bool) -> None:
    """List the layers, shapes, weights and compile settings of a model, and what would be refused.

    FILE is a .keras or .h5 file, a run, what model.to_json() wrote or a TensorFlow.js folder.
    It is read as data: no class is looked up, no code runs, and Keras is not loaded. What other
    commands would refuse of it is listed with its reason.
    """
    require_something(file)
    from kerasdigits.training.inspected import inspect as look

    show(look(file), as_json, _render)


def _render(result: dict[str, Any]) -> None:
    run, compiled = result["run"], result["compiled"]
    numbers: dict[str, Any] = {"form": result["form"]}
    if run is not None:
        numbers["run"] = f"{run['status']}, {run['epochs']} of {run['of_epochs']} epochs"
        numbers |= {"data": run["data"], **run["metrics"]}
    numbers["keras version"] = result["keras_version"] or "not stated"
    numbers["size"] = f"{result['bytes']:,} bytes"
    numbers["parameters"] = f"{result['parameters']:,}"
    numbers["weights"] = ", ".join(f"{n} {dtype}" for dtype, n in result["dtypes"].items()) or "-"
    numbers["compiled"] = "no" if compiled is None else _tell_compiled(compiled)
    show_numbers(result["path"], numbers)
    if result["layers"]:
        rows = [_as_row(layer) for layer in result["layers"]]
        show_table("Layers", ["layer", "class", "takes", "parameters", "dtype"], rows)
    if result["operations"]:
        common = list(result["operations"].items())[:_SHOWN_OPERATIONS]
        show_table("Operations", ["operation", "nodes"], [[name, f"{n:,}"] for name, n in common])
    for refusal in result["refused"]:
        allowed = f" ({refusal['allowed_by']} lets it through)" if refusal["allowed_by"] else ""
        show_line(f"REFUSED: {refusal['where']} {refusal['why']}{allowed}")
    if not result["refused"] and result["form"].endswith("without a model"):
        click.echo("Nothing in it would be refused, beside the model: --weights takes the file.")
    elif not result["refused"]:
        click.echo("Nothing in it would be refused.")


def _as_row(layer: dict[str, Any]) -> list[str]:
    shape, count = layer["shape"], layer["parameters"]
    return [
        layer["name"] + ("" if layer["trainable"] else " (frozen)"),
        layer["class"],
        "-" if shape is None else " x ".join("?" if n is None else str(n) for n in shape),
        "-" if count is None else f"{count:,}",
        layer["dtype"] or "-",
    ]


def _tell_compiled(compiled: dict[str, Any]) -> str:
    rate = compiled["learning_rate"]
    how = f" at {rate:g}" if isinstance(rate, int | float) else f" with {rate}" if rate else ""
    return f"{compiled['optimizer']}{how}, {compiled['loss']}"
