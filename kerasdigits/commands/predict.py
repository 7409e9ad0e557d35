"""`kerasdigits predict`: classify pictures, or predict from numbers."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kerasdigits import backend
from kerasdigits.commands.console.completion import complete_runs
from kerasdigits.commands.console.options import backend_options, output_options
from kerasdigits.commands.console.output import show
from kerasdigits.commands.console.start import announce
from kerasdigits.errors import DataError, RunError
from kerasdigits.models.doors import require_something

if TYPE_CHECKING:
    from kerasdigits.runs import RunRecord

_SHOWN_CLASSES = 3
_EPILOG = """\b
Examples:
  kerasdigits predict runs/mnist-cnn photo.jpg scan.png
  kerasdigits predict runs/download-times-linear 5.0 0.2
"""


@click.command(epilog=_EPILOG, context_settings={"ignore_unknown_options": True})
@click.argument("run", type=click.Path(path_type=Path), shell_complete=complete_runs)
@click.argument("inputs", metavar="IMAGE...", nargs=-1, required=True)
@backend_options
@output_options
def predict(
    run: Path,
    inputs: tuple[str, ...],
    backend_name: str | None,
    device: str,
    as_json: bool,
    quiet: bool,
) -> None:
    """Classify PNG or JPEG files of any size with a run's model.

    A model trained on numbers takes numbers instead of images; separate the features of one sample
    by commas.
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
    _refuse_missing_pictures(inputs, record)
    announced.start()
    from kerasdigits.training.predict import predict_samples, read_samples

    trained = open_run(run)
    samples, sources = read_samples(trained.model, record.data, inputs)
    predictions = predict_samples(
        trained.model, samples, sources, record.data.class_names, record.link
    )
    rows = [
        {"input": item.source, "class": item.label, "values": item.values} for item in predictions
    ]
    result = {"run": str(run), "output": record.link, "predictions": rows}
    show(result, as_json, _render)


def _refuse_missing_pictures(inputs: tuple[str, ...], record: "RunRecord") -> None:
    """Say at once that a file is missing; what is in the others is read when Keras is there."""
    if record.data.preprocess is None:
        return
    for name in inputs:
        if name.startswith("--"):
            raise click.NoSuchOption(name)
        if not Path(name).is_file():
            raise DataError(
                "There is no such picture", received=name, remedy="Give PNG or JPEG files"
            )


def _render(result: dict[str, Any]) -> None:
    for row in result["predictions"]:
        if row["class"] is None:
            click.echo(f"{row['input']}: {row['values']['prediction']:.6g}")
            continue
        best = list(row["values"].items())[:_SHOWN_CLASSES]
        # Without a link the outputs are scores, of any size and sum.
        form = ".4g" if result["output"] == "linear" else ".1%"
        click.echo(f"{row['input']}: {', '.join(f'{name} {value:{form}}' for name, value in best)}")
