"""`kerasdigits check`: does TensorFlow.js compute what Keras does?"""

import dataclasses
import functools
from pathlib import Path
from typing import Any

import click

from kerasdigits import backend
from kerasdigits.commands.console.completion import complete_models
from kerasdigits.commands.console.options import backend_options, loading_options, output_options
from kerasdigits.commands.console.output import say, show, show_line, show_table
from kerasdigits.commands.console.start import announce
from kerasdigits.models.doors import only_backend, require_something

_EPILOG = """\b
Examples:
  kerasdigits check web/models/digits-cnn
  kerasdigits check public/model --against model.keras --browser
"""


@click.command(epilog=_EPILOG)
@click.argument("folder", type=click.Path(path_type=Path), shell_complete=complete_models)
@click.option(
    "--against",
    metavar="RUN|MODEL",
    type=click.Path(path_type=Path),
    help="The model that was exported; its outputs in Keras for fresh random inputs are compared "
    "too.",
)
@click.option(
    "--browser", is_flag=True, help="Check in Chromium (webgl, wasm, cpu, webgpu) instead of Node."
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    default=0,
    show_default=True,
    help="Seed of the random inputs.",
)
@loading_options
@backend_options
@output_options
@click.pass_context
def check(
    context: click.Context,
    folder: Path,
    against: Path | None,
    browser: bool,
    seed: int,
    custom_objects: tuple[str, ...],
    unsafe: bool,
    backend_name: str | None,
    device: str,
    as_json: bool,
    quiet: bool,
) -> None:
    """Load a model folder in TensorFlow.js and compare its numbers with Keras's.

    It replays the samples that `export` stored, and then runs random inputs that the model has
    never seen, one alone and seven at once. With --against, the outputs are compared with Keras's;
    without it, those of seven at once with those of the same seven one by one. Folders written by
    other exporters work too.

    The exit code is 1 when anything differs by more than is allowed: 1e-5 of an output's largest
    value, 1e-4 in a net of more than 50 layers, 1e-2 with float16 or uint16 weights, 1e-1 with
    uint8.
    """
    from kerasdigits.tfjs.proof.read_folder import read_model_json

    trained = None
    if against is None:
        read_model_json(folder)
    else:
        require_something(against)
        backend_name = backend_name or only_backend(against)
        announced = announce(backend_name, device, quiet, backend.INFERENCE_BACKENDS)
        from kerasdigits.training.trained import find_run, open_trained

        find_run(against)
        read_model_json(folder)
        announced.start()
        trained = open_trained(against, custom_objects, unsafe)
    from kerasdigits.publishing.examination import examine_folder

    examination = examine_folder(
        folder, trained, browser=browser, seed=seed, say=functools.partial(say, quiet=quiet)
    )
    result = {
        "folder": str(folder),
        "against": str(against) if against else None,
        "seed": seed,
        **examination.facts,
        "passed": examination.passed,
        "findings": [
            {"backend": name, **dataclasses.asdict(finding), "passed": finding.passed}
            for name, finding in examination.findings
        ],
        "notes": examination.notes,
    }
    show(result, as_json, _render)
    context.exit(0 if examination.passed else 1)


def _render(result: dict[str, Any]) -> None:
    """Print a row for each output and inputs, a column for each backend."""
    backends = list(dict.fromkeys(row["backend"] for row in result["findings"]))
    separator = " " if len(backends) == 1 else "\n"  # four backends on 80 columns
    table: dict[tuple[str, ...], dict[str, dict]] = {}
    for row in result["findings"]:
        key = (row["inputs"], row["against"], row["output"])
        table.setdefault(key, {})[row["backend"]] = row
    rows = [
        [
            *key,
            *(_show_difference(cells.get(name), separator) for name in backends),
            "PASS" if all(cell["passed"] for cell in cells.values()) else "FAIL",
        ]
        for key, cells in table.items()
    ]
    title = f"{result['folder']}: largest difference (relative to its output's size)"
    show_table(title, ["inputs", "against", "output", *backends, ""], rows)
    for row in result["findings"]:
        if row["error"]:
            show_line(f"  {row['backend']}, {row['inputs']}: {row['error']}")
    for note in result["notes"]:
        show_line(f"  note: {note}")
    version = result.get("tfjs_version", "")
    if result["passed"]:
        click.echo(f"PASS: TensorFlow.js {version} computes what it should")
    else:
        failed = sum(not row["passed"] for row in result["findings"])
        click.echo(f"FAIL: {failed} of {len(result['findings'])} comparisons")


def _show_difference(row: dict[str, Any] | None, separator: str) -> str:
    if row is None or row["max_abs_difference"] is None:
        return "-"
    return f"{row['max_abs_difference']:.0e}{separator}({row['max_relative_difference']:.0e})"
