"""`kerasdigits predict`: classify pictures, or predict from numbers."""

from pathlib import Path
from typing import Any

import click

from kerasdigits import backend
from kerasdigits.commands.console.options import backend_options, output_options
from kerasdigits.commands.console.output import say, show
from kerasdigits.errors import RunError

_SHOWN_CLASSES = 3
_EPILOG = """\b
Examples:
  kerasdigits predict runs/mnist-cnn photo.jpg scan.png
  kerasdigits predict runs/download-times-linear 5.0 0.2
"""


@click.command(epilog=_EPILOG, context_settings={"ignore_unknown_options": True})
@click.argument("run", type=click.Path(path_type=Path))
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
    choice = backend.use(backend_name, device, candidates=backend.INFERENCE_BACKENDS)
    say(f"Backend: {choice.name} ({choice.reason})", quiet)
    from kerasdigits.training.predict import predict_samples, read_samples
    from kerasdigits.training.trained import open_trained

    trained = open_trained(run)
    if trained.run is None:
        raise RunError(
            "A bare model file does not say how to prepare a picture",
            received=run,
            remedy="Give the run folder that it came from",
        )
    record = trained.run.record
    samples, sources = read_samples(trained.model, record.data, inputs)
    predictions = predict_samples(
        trained.model, samples, sources, record.data.class_names, record.link
    )
    rows = [
        {"input": item.source, "class": item.label, "values": item.values} for item in predictions
    ]
    result = {"run": str(run), "output": record.link, "predictions": rows}
    show(result, as_json, _render)


def _render(result: dict[str, Any]) -> None:
    for row in result["predictions"]:
        if row["class"] is None:
            click.echo(f"{row['input']}: {row['values']['prediction']:.6g}")
            continue
        best = list(row["values"].items())[:_SHOWN_CLASSES]
        # Without a link the outputs are scores, of any size and sum.
        form = ".4g" if result["output"] == "linear" else ".1%"
        click.echo(f"{row['input']}: {', '.join(f'{name} {value:{form}}' for name, value in best)}")
