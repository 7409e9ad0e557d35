"""`kerasdigits export`: write a model for TensorFlow.js and add it to the page."""

import dataclasses
from pathlib import Path
from typing import Any

import click

from kerasdigits import backend
from kerasdigits.commands.options import backend_options, loading_options, output_options
from kerasdigits.commands.output import say, show, show_figures

_EPILOG = """\b
Examples:
  kerasdigits export runs/mnist-cnn
  kerasdigits export model.keras public/model --check require
"""


@click.command(epilog=_EPILOG)
@click.argument("model", metavar="RUN|MODEL", type=click.Path(path_type=Path))
@click.argument("destination", metavar="[DEST]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--site",
    "site_folder",
    type=click.Path(path_type=Path),
    default=Path("web"),
    show_default=True,
    help="Without DEST: the site to add the model to; the page comes with it.",
)
@click.option("--overwrite", is_flag=True, help="Replace a model folder that is there.")
@click.option(
    "--check",
    type=click.Choice(["auto", "require", "off"]),
    default="auto",
    show_default=True,
    help="Load the folder in TensorFlow.js and replay Keras's samples: auto when Node is there.",
)
@loading_options
@backend_options
@output_options
def export(
    model: Path,
    destination: Path | None,
    site_folder: Path,
    overwrite: bool,
    check: str,
    custom_objects: tuple[str, ...],
    unsafe: bool,
    backend_name: str | None,
    device: str,
    as_json: bool,
    quiet: bool,
) -> None:
    """Write a model folder that TensorFlow.js loads with no helper.

    Without DEST it is SITE/models/NAME, and the page that shows it is written around it. With DEST
    nothing else is written, unless DEST lies in the models folder of such a site.

    A run's model gets its softmax or sigmoid as a last layer, so that the browser reads
    probabilities and can train further. Any other MODEL is exported as it is: a .keras file, a
    legacy .h5 file, or a folder that holds one .keras file.
    """
    choice = backend.use(backend_name, device, candidates=backend.INFERENCE_BACKENDS)
    say(f"Backend: {choice.name} ({choice.reason})", quiet)
    from kerasdigits import tfjs
    from kerasdigits.commands.trained import open_trained
    from kerasdigits.training.publish import add_to_site, check_page, find_site, publish_run

    trained = open_trained(model, custom_objects, unsafe)
    if destination is None:
        destination = default_destination(model, site_folder)
    else:
        site_folder = find_site(destination)
    if site_folder is not None:
        check_page(site_folder)
    if trained.run is not None:
        report = publish_run(
            trained.run, trained.model, destination, overwrite=overwrite, check=check
        )
    else:
        report = tfjs.export(trained.model, destination, overwrite=overwrite, check=check)
    page = add_to_site(site_folder) if site_folder is not None else None
    result = {
        "destination": str(destination),
        "format": "layers-model",
        "parameters": report.parameters,
        "weight_bytes": report.weight_bytes,
        "shards": report.shards,
        "samples": report.samples,
        "check": dataclasses.asdict(report.check) if report.check else None,
        "notes": report.notes,
        "page": str(page) if page else None,
    }
    show(result, as_json, render)


def default_destination(model: Path, site_folder: Path = Path("web")) -> Path:
    """Name the model folder of a run or file: `SITE/models/NAME`."""
    from kerasdigits.commands.trained import MODEL_SUFFIXES

    name = model.stem if model.suffix in MODEL_SUFFIXES else model.resolve().name
    return site_folder / "models" / name


def render(result: dict[str, Any]) -> None:
    """Print what was exported, and how it was proved."""
    check = result["check"]
    figures = {
        "format": result["format"],
        "parameters": f"{result['parameters']:,}",
        "weights": f"{result['weight_bytes'] / 1000:,.1f} kB in {result['shards']} shard(s)",
        "samples": result["samples"],
        "check": "not done"
        if check is None
        else f"TensorFlow.js {check['tfjs_version']} ({check['backend']}) gives Keras's numbers: "
        f"largest difference {check['max_abs_difference']:.1e}",
    }
    show_figures(f"Exported to {result['destination']}", figures)
    for note in result["notes"]:
        click.echo(f"  note: {note}")
    if result["page"]:
        click.echo(f"Open {result['page']} in a browser, or run: kerasdigits serve")
