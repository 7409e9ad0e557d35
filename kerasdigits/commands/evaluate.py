"""`kerasdigits evaluate`: measure a trained model."""

from pathlib import Path
from typing import Any

import click

from kerasdigits import backend
from kerasdigits.commands.console.completion import complete_runs
from kerasdigits.commands.console.options import (
    backend_options,
    data_dir_option,
    loading_options,
    output_options,
)
from kerasdigits.commands.console.output import SCHEMA, say, show, show_numbers, show_table
from kerasdigits.commands.console.start import announce
from kerasdigits.models.doors import require_something

_EPILOG = """\b
Examples:
  kerasdigits evaluate runs/digits-cnn
  kerasdigits evaluate runs/digits-cnn --tta 4
  kerasdigits evaluate model.keras --data mnist --out evaluation
"""


@click.command(epilog=_EPILOG)
@click.argument(
    "model",
    metavar="RUN|MODEL",
    type=click.Path(path_type=Path),
    shell_complete=complete_runs,
)
@click.option("--data", help="The data set to measure on.  [default: the run's]")
@data_dir_option
@click.option(
    "--split",
    type=click.Choice(["test", "train"]),
    default="test",
    show_default=True,
    help="The part of the data set to measure on.",
)
@click.option(
    "--tta",
    metavar="N",
    type=click.IntRange(min=0),
    default=0,
    help="Test-time augmentation: average the probabilities over each image and N moved copies of "
    "it.  [default: 0, the image alone]",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Folder for evaluation.json and the pictures.  [default: RUN/evaluation, or "
    "RUN/evaluation-train; with --tta, their names and -tta]",
)
@loading_options
@backend_options
@output_options
def evaluate(
    model: Path,
    data: str | None,
    data_dir: Path | None,
    split: str,
    tta: int,
    out: Path | None,
    custom_objects: tuple[str, ...],
    unsafe: bool,
    backend_name: str | None,
    device: str,
    as_json: bool,
    quiet: bool,
) -> None:
    """Measure the loss, metrics and mistakes of a run or of any .keras file; no weight changes."""
    require_something(model)
    candidates = backend.MEASURING_BACKENDS
    announced = announce(backend_name, device, quiet, candidates)
    from kerasdigits.training.trained import find_run, load_data_of, open_trained

    run = find_run(model)
    dataset = load_data_of(run, data, data_dir)
    say(f"Data: {dataset.source}", quiet)
    choice = announced.start()
    say(f"Measuring {model} on the {split} samples", quiet)
    from kerasdigits.training.evaluate import evaluate_model, save_evaluation

    trained = open_trained(model, custom_objects, unsafe)
    evaluation = evaluate_model(trained.model, dataset, loss=trained.loss, split=split, tta=tta)
    result = {
        "schema": SCHEMA,
        "model": str(model),
        "data": dataset.name,
        "split": split,
        "samples": len(evaluation.probabilities),
        "tta": tta,
        "backend": choice.name,
        **evaluation.to_json(),
    }
    folder = out or trained.evaluation_folder(split, tta)
    if folder is not None:
        result = save_evaluation(result, evaluation, dataset, folder, split)
    show(result, as_json, _render)


def _render(result: dict[str, Any]) -> None:
    title = f"{result['model']} on {result['samples']:,} {result['split']} samples of "
    title += result["data"] + (f", each with {result['tta']} copies" if result["tta"] else "")
    metrics = {f"loss ({result['loss']})": result["metrics"]["loss"], **result["metrics"]}
    del metrics["loss"]
    show_numbers(title, metrics)
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
