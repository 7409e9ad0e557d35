"""`kerasdigits demo`: the whole way, from data to the page, in one go."""

import os
import sys
import webbrowser
from pathlib import Path
from typing import Any

import click

from kerasdigits import backend
from kerasdigits.commands.options import (
    backend_options,
    data_dir_option,
    output_options,
    seed_option,
)
from kerasdigits.commands.output import say, show, show_figures

# A first model within minutes on a laptop's processor; the recipe's own epochs are for the record.
_MNIST_EPOCHS = 3
_DOWNLOAD_SECONDS = 5.0
_EPILOG = """\b
Examples:
  kerasdigits demo
  kerasdigits demo --data digits --no-open
"""


@click.command(epilog=_EPILOG)
@click.option(
    "--data",
    type=click.Choice(["auto", "mnist", "digits"]),
    default="auto",
    show_default=True,
    help="auto takes MNIST when it is found or comes within seconds, else the embedded digits.",
)
@data_dir_option
@click.option(
    "--epochs", type=click.IntRange(min=1), help="[default: 3 for mnist, the model's for digits]"
)
@click.option(
    "--open/--no-open",
    "open_page",
    default=None,
    help="Open the page in a browser.  [default: when there is a desktop]",
)
@seed_option
@backend_options
@output_options
def demo(
    data: str,
    data_dir: Path | None,
    epochs: int | None,
    open_page: bool | None,
    seed: int,
    backend_name: str | None,
    device: str,
    as_json: bool,
    quiet: bool,
) -> None:
    """Fit, evaluate, export and open the page, in one go."""
    dataset = _load(data, data_dir, quiet)
    choice = backend.use(backend_name, device)
    say(f"Backend: {choice.name} ({choice.reason})", quiet)
    from kerasdigits.commands.export import default_destination
    from kerasdigits.commands.fit import resumable
    from kerasdigits.models.load import load_model
    from kerasdigits.training import evaluate, fit
    from kerasdigits.training.config import configure
    from kerasdigits.training.publish import add_to_site, check_page, publish_run

    if epochs is None and dataset.name == "mnist":
        epochs = _MNIST_EPOCHS
    config = configure(
        dataset.name, "cnn", dataset.task, len(dataset.x_train), epochs=epochs, seed=seed
    )
    out = Path("runs") / f"demo-{dataset.name}"
    check_page(Path("web"))  # before minutes of training, not after them
    say(f"1. Fit a cnn on {dataset.source}", quiet)
    with resumable(out):
        run = fit.start(config, dataset, out, overwrite=True, progress=not quiet)
    say("2. Evaluate it", quiet)
    model = load_model(run.model_path)
    evaluation = evaluate.evaluate_model(model, dataset, loss=run.record.loss)
    pictures = evaluate.save_pictures(evaluation, dataset, out / "evaluation")
    say("3. Export it to TensorFlow.js", quiet)
    destination = default_destination(out)
    report = publish_run(run, model, destination, overwrite=True)
    page = add_to_site(Path("web")).resolve()
    result = {
        "data": dataset.name,
        "run": str(out),
        "metrics": evaluation.metrics,
        "pictures": [str(path) for path in pictures],
        "destination": str(destination),
        "max_abs_difference": report.check.max_abs_difference if report.check else None,
        "notes": report.notes,
        "page": str(page),
    }
    show(result, as_json, _render)
    if _has_desktop() if open_page is None else open_page:
        webbrowser.open(page.as_uri())


def _load(name: str, data_dir: Path | None, quiet: bool) -> Any:
    from kerasdigits import data
    from kerasdigits.errors import DataError

    if name != "auto":
        return data.load(name, data_dir=data_dir)
    try:
        return data.load("mnist", data_dir=data_dir, download_timeout=_DOWNLOAD_SECONDS)
    except DataError as error:
        say(f"Taking the embedded digits: {error}", quiet)
        return data.load("digits")


def _has_desktop() -> bool:
    if sys.platform in ("darwin", "win32"):
        return sys.stdout.isatty()
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _render(result: dict[str, Any]) -> None:
    difference = result["max_abs_difference"]
    proof = "not checked" if difference is None else f"largest difference {difference:.1e}"
    show_figures(
        f"Trained on {result['data']}",
        {**result["metrics"], "run": result["run"], "TensorFlow.js against Keras": proof},
    )
    for note in result["notes"]:
        click.echo(f"  note: {note}")
    click.echo(f"Open this page in a browser and draw a digit:\n  {result['page']}")
