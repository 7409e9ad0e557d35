"""`kerasdigits predict`: classify pictures, or predict from numbers."""

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kerasdigits import backend
from kerasdigits.commands.console.completion import complete_runs
from kerasdigits.commands.console.options import backend_options, loading_options, output_options
from kerasdigits.commands.console.output import show, show_line
from kerasdigits.commands.console.start import announce
from kerasdigits.errors import DataError, RunError
from kerasdigits.models.doors import require_something

if TYPE_CHECKING:
    from kerasdigits.runs import RunRecord

_SHOWN_CLASSES = 3
_STANDARD_INPUT = "-"
_EPILOG = """\b
Examples:
  kerasdigits predict runs/mnist-cnn photo.jpg scan.png
  kerasdigits predict runs/mnist-cnn photos/ --json
  kerasdigits predict runs/download-times-linear 5.0 0.2
"""


@click.command(epilog=_EPILOG, context_settings={"ignore_unknown_options": True})
@click.argument("run", type=click.Path(path_type=Path), shell_complete=complete_runs)
@click.argument("inputs", metavar="IMAGE|FOLDER|-...", nargs=-1, required=True)
@loading_options
@backend_options
@output_options
@click.pass_context
def predict(
    context: click.Context,
    run: Path,
    inputs: tuple[str, ...],
    custom_objects: tuple[str, ...],
    unsafe: bool,
    backend_name: str | None,
    device: str,
    as_json: bool,
    quiet: bool,
) -> None:
    """Classify PNG or JPEG files of any size with a run's model.

    A folder stands for the pictures in it, and - for a picture on standard input. A model trained
    on numbers takes numbers instead of images; separate the features of one sample by commas, and
    the samples on standard input by lines.

    What cannot be read is told, and the others are predicted all the same; the exit code is 1 then.
    """
    require_something(run)
    announced = announce(backend_name, device, quiet, backend.INFERENCE_BACKENDS)
    from kerasdigits.training.trained import find_run, open_run

    found = find_run(run)
    if found is None:
        raise RunError(
            "A bare model file does not say how to prepare a picture",
            received=run,
            remedy="Give the run folder that it came from",
        )
    record = found.record
    with tempfile.TemporaryDirectory(prefix="kerasdigits-predict-") as folder:
        named = _name_inputs(inputs, record, Path(folder))
        announced.start()
        from kerasdigits.training.predict import predict_samples, read_each

        trained = open_run(run, custom_objects, unsafe)
        readable = read_each(trained.model, record.data, named)
    if readable.samples is None:
        raise next(iter(readable.failures.values()))
    predictions = predict_samples(
        trained.model, readable.samples, readable.sources, record.data.class_names, record.link
    )
    rows = [
        {"input": item.source, "class": item.label, "values": item.values} for item in predictions
    ]
    failed = [{"input": name, "error": str(why)} for name, why in readable.failures.items()]
    result = {"run": str(run), "output": record.link, "predictions": rows, "failed": failed}
    show(result, as_json, _render)
    for why in readable.failures.values():
        click.echo(f"Error: {why}", err=True)
    context.exit(1 if failed else 0)


def _name_inputs(
    inputs: tuple[str, ...], record: "RunRecord", folder: Path
) -> list[tuple[str, str]]:
    """Give what there is to predict, each with its name: files, those of folders, standard input.

    Args:
        inputs: What was typed.
        record: The run's record, which says whether it takes pictures.
        folder: Where to put a picture that comes through standard input.
    """
    if record.data.preprocess is None:
        return [pair for text in inputs for pair in _name_numbers(text)]
    named = [pair for text in inputs for pair in _name_pictures(text, folder)]
    missing = [name for name, path in named if not Path(path).is_file()]
    if len(missing) == len(named):
        raise DataError(
            "There is no such picture", received=missing[0], remedy="Give PNG or JPEG files"
        )
    return named


def _name_numbers(text: str) -> list[tuple[str, str]]:
    if text != _STANDARD_INPUT:
        return [(text, text)]
    lines = [line.strip() for line in sys.stdin]
    return [(line, line) for line in lines if line]


def _name_pictures(text: str, folder: Path) -> list[tuple[str, str]]:
    if text.startswith("--"):
        raise click.NoSuchOption(text)
    if text == _STANDARD_INPUT:
        (folder / "picture").write_bytes(sys.stdin.buffer.read())
        return [(text, str(folder / "picture"))]
    if Path(text).is_dir():
        from kerasdigits.training.predict import list_pictures

        return [(str(path), str(path)) for path in list_pictures(Path(text))]
    return [(text, text)]


def _render(result: dict[str, Any]) -> None:
    for row in result["predictions"]:
        if row["class"] is None:
            show_line(f"{row['input']}: {row['values']['prediction']:.6g}")
            continue
        best = list(row["values"].items())[:_SHOWN_CLASSES]
        # Without a link the outputs are scores, of any size and sum.
        form = ".4g" if result["output"] == "linear" else ".1%"
        show_line(f"{row['input']}: {', '.join(f'{name} {value:{form}}' for name, value in best)}")
