"""`kerasdigits evaluate`: measure a trained model."""

import json
from pathlib import Path
from typing import Any

import click

from kerasdigits import backend
from kerasdigits.commands.options import (
    backend_options,
    data_dir_option,
    loading_options,
    output_options,
)
from kerasdigits.commands.output import say, show, show_figures, show_table

_EPILOG = """\b
Examples:
  kerasdigits evaluate runs/digits-cnn
  kerasdigits evaluate model.keras --data mnist --out evaluation
"""


@click.command(epilog=_EPILOG)
@click.argument("model", metavar="RUN|MODEL", type=click.Path(path_type=Path))
@click.option("--data", help="The data set to measure on.  [default: the run's]")
@data_dir_option
@click.option(
    "--split",
    type=click.Choice(["test", "train"]),
    default="test",
    show_default=True,
    help="The half of the data set to measure on.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Folder for evaluation.json and the pictures.  [default: RUN/evaluation, or "
    "RUN/evaluation-train]",
)
@loading_options
@backend_options
@output_options
def evaluate(
    model: Path,
    data: str | None,
    data_dir: Path | None,
    split: str,
    out: Path | None,
    custom_objects: tuple[str, ...],
    unsafe: bool,
    backend_name: str | None,
    device: str,
    as_json: bool,
    quiet: bool,
) -> None:
    """Measure loss, metrics and mistakes of a run or of any .keras file; no weight changes."""
    from kerasdigits.errors import DataError

    choice = backend.use(backend_name, device, candidates=(*backend.TRAINING_BACKENDS, "numpy"))
    from kerasdigits import data as data_room
    from kerasdigits.commands.trained import open_trained
    from kerasdigits.files import replacing_file
    from kerasdigits.training import evaluate as training

    trained = open_trained(model, custom_objects, unsafe)
    name = data or trained.data
    if name is None:
        raise DataError(
            "A model file does not say what to measure it on", remedy="Name it with --data"
        )
    dataset = data_room.load(name, data_dir=data_dir, classes=trained.classes)
    if data is None and trained.run.record.data.fingerprint != dataset.fingerprint:
        raise DataError(
            "The data are not those that the run was trained and tested on",
            received=name,
            remedy="Give --data to measure on these all the same",
        )
    say(f"Backend: {choice.name} ({choice.reason}); data: {dataset.source}", quiet)
    evaluation = training.evaluate_model(trained.model, dataset, loss=trained.loss, split=split)
    result = {
        "model": str(model),
        "data": dataset.name,
        "split": split,
        "samples": len(evaluation.probabilities),
        "backend": choice.name,
        "loss": evaluation.loss,
        "metrics": evaluation.metrics,
        "per_class": evaluation.per_class,
        "confusion": None if evaluation.confusion is None else evaluation.confusion.tolist(),
    }
    folder = out
    if folder is None and trained.run is not None:
        folder = model / ("evaluation" if split == "test" else f"evaluation-{split}")
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        pictures = training.save_pictures(evaluation, dataset, folder, split)
        result["pictures"] = [str(path) for path in pictures]
        with replacing_file(folder / "evaluation.json") as temporary:
            temporary.write_text(json.dumps(result, indent=2, allow_nan=False) + "\n")
    show(result, as_json, _render)


def _render(result: dict[str, Any]) -> None:
    title = f"{result['model']} on {result['samples']:,} {result['split']} samples of "
    metrics = {f"loss ({result['loss']})": result["metrics"]["loss"], **result["metrics"]}
    del metrics["loss"]
    show_figures(title + result["data"], metrics)
    if result["per_class"]:
        rows = [
            [
                str(row["class"]),
                f"{row['precision']:.4f}",
                f"{row['recall']:.4f}",
                f"{row['f1']:.4f}",
                f"{row['samples']:,}",
            ]
            for row in result["per_class"]
        ]
        show_table("Per class", ["class", "precision", "recall", "f1", "samples"], rows)
    for path in result.get("pictures", []):
        click.echo(path)
