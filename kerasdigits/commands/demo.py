"""`kerasdigits demo`: the whole way, from data to the page, in one go."""

import os
import sys
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kerasdigits.commands.console.interrupt import resumable
from kerasdigits.commands.console.options import (
    backend_options,
    data_dir_option,
    output_options,
    seed_option,
)
from kerasdigits.commands.console.output import say, show, show_line, show_numbers
from kerasdigits.commands.console.start import announce_training
from kerasdigits.errors import DataError

if TYPE_CHECKING:
    from kerasdigits.data import Dataset
    from kerasdigits.publishing.publish import Publication
    from kerasdigits.training.fit import Fitted

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
    help="auto uses MNIST if it is found or can be downloaded within seconds, otherwise the "
    "embedded digits.",
)
@data_dir_option
@click.option(
    "--epochs", type=click.IntRange(min=1), help="[default: 3 for mnist, the model's for digits]"
)
@click.option(
    "--open/--no-open",
    "open_page",
    default=None,
    help="Open the page in a browser.  [default: if there is a desktop]",
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
    from kerasdigits.publishing.destinations import WEB, check_page, find_destination
    from kerasdigits.training.config import configure

    check_page(WEB)  # before minutes of training, not after them
    announced = announce_training(backend_name, device, quiet, data)
    dataset = _load(data, data_dir, quiet)
    if epochs is None and dataset.name == "mnist":
        epochs = _MNIST_EPOCHS
    config = configure(
        dataset.name, "cnn", dataset.task, len(dataset.x_train), epochs=epochs, seed=seed
    )
    announced.decide(config.model, config.epochs * len(dataset.x_train)).start()
    from kerasdigits.publishing.publish import publish
    from kerasdigits.training import fit
    from kerasdigits.training.evaluate import save_pictures
    from kerasdigits.training.trained import Trained

    out = Path("runs") / f"demo-{dataset.name}"
    destination = find_destination(out, site=WEB)
    say(f"1. Fit a cnn on {dataset.source}", quiet)
    with resumable(out):
        fitted = fit.start(config, dataset, out, overwrite=True, progress=not quiet)
    say("2. Evaluate it", quiet)
    pictures = save_pictures(fitted.evaluation, dataset, out / "evaluation")
    say("3. Export it to TensorFlow.js", quiet)
    trained = Trained(fitted.model, fitted.run)
    publication = publish(trained, destination, overwrite=True, evaluation=fitted.evaluation)
    show(_describe(fitted, pictures, publication), as_json, _render)
    wanted = _has_desktop() if open_page is None else open_page
    if wanted and publication.page is not None:
        webbrowser.open(publication.page.resolve().as_uri())


def _describe(fitted: "Fitted", pictures: list[Path], publication: "Publication") -> dict[str, Any]:
    check = publication.report.check
    return {
        "data": fitted.run.record.data.name,
        "run": str(fitted.run.path),
        "metrics": fitted.evaluation.metrics,
        "pictures": [str(path) for path in pictures],
        "destination": str(publication.folder),
        "max_abs_difference": check.max_abs_difference if check else None,
        "notes": publication.notes,
        "page": str(publication.page.resolve()) if publication.page else None,
    }


def _load(name: str, data_dir: Path | None, quiet: bool) -> "Dataset":
    """Load the data set of a name, or the first that is at hand."""
    from kerasdigits import data

    if name != "auto":
        return data.load(name, data_dir=data_dir)
    try:
        return data.load("mnist", data_dir=data_dir, download_timeout=_DOWNLOAD_SECONDS)
    except DataError as error:
        say(f"Using the embedded digits: {error}", quiet)
        return data.load("digits")


def _has_desktop() -> bool:
    if sys.platform in ("darwin", "win32"):
        return sys.stdout.isatty()
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _render(result: dict[str, Any]) -> None:
    difference = result["max_abs_difference"]
    proof = "not checked" if difference is None else f"largest difference {difference:.1e}"
    show_numbers(
        f"Trained on {result['data']}",
        {**result["metrics"], "run": result["run"], "TensorFlow.js against Keras": proof},
    )
    for note in result["notes"]:
        show_line(f"  note: {note}")
    click.echo(f"Open this page in a browser and draw a digit:\n  {result['page']}")
