"""`kerasdigits export`: write a model for TensorFlow.js and add it to the page."""

import dataclasses
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from kerasdigits import backend
from kerasdigits.commands.console.completion import complete_runs
from kerasdigits.commands.console.options import (
    InputSpec,
    backend_options,
    loading_options,
    output_options,
)
from kerasdigits.commands.console.output import say, show, show_line, show_numbers
from kerasdigits.commands.console.page_options import page_options, read_presentation
from kerasdigits.commands.console.start import announce
from kerasdigits.models.doors import only_backend, require_something

if TYPE_CHECKING:
    from kerasdigits.publishing.publish import Publication
    from kerasdigits.tfjs.export import Check
    from kerasdigits.tfjs.format.quantize import QuantizedDtype
    from kerasdigits.tfjs.request import Format
    from kerasdigits.tfjs.training_calls import TrainingCalls

_EPILOG = """\b
Examples:
  kerasdigits export runs/mnist-cnn
  kerasdigits export model.keras public/model --check require
  kerasdigits export digits.keras --title "My digits" --dark-on-white --input-range 0..255
  kerasdigits export runs/mnist-cnn --quantize uint8 --quantize-exclude '*/bias'
  kerasdigits export text.keras public/text --format graph --input 128:int32
  kerasdigits export saved_model/ public/model --signature serving_default
"""


@click.command(epilog=_EPILOG)
@click.argument(
    "model",
    metavar="RUN|MODEL",
    type=click.Path(path_type=Path),
    shell_complete=complete_runs,
)
@click.argument("destination", metavar="[DEST]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--site",
    "site_folder",
    type=click.Path(path_type=Path),
    default=Path("web"),
    show_default=True,
    help="Without DEST: the site to add the model to; its page is written too.",
)
@click.option("--overwrite", is_flag=True, help="Replace a model folder that already exists.")
@click.option(
    "--check",
    type=click.Choice(["auto", "require", "off"]),
    default="auto",
    show_default=True,
    help="Load the folder in TensorFlow.js and replay Keras's samples; auto does so if Node is "
    "installed.",
)
@click.option(
    "--format",
    "route",
    type=click.Choice(["auto", "layers", "graph"]),
    default="auto",
    show_default=True,
    help="layers can be trained further in the browser; graph carries any model; auto takes "
    "layers where that is exact and complete.",
)
@click.option(
    "--quantize",
    type=click.Choice(["none", "float16", "uint16", "uint8"]),
    default="none",
    show_default=True,
    help="Store each weight in two bytes or one; the effect on the outputs is measured.",
)
@click.option(
    "--quantize-include",
    "include",
    multiple=True,
    metavar="PATTERN",
    help="Quantize only weights with matching names, such as '*/kernel'.  [repeatable]",
)
@click.option(
    "--quantize-exclude",
    "exclude",
    multiple=True,
    metavar="PATTERN",
    help="Quantize all weights except those with matching names.  [repeatable]",
)
@click.option(
    "--input",
    "inputs",
    multiple=True,
    type=InputSpec(),
    help="The shape of an input, without the batch, such as 224,224,3 or 128:int32, where the "
    "model does not fix it; takes the graph route.  [repeatable, in the order of the inputs]",
)
@click.option(
    "--training-calls",
    type=click.Choice(["inference", "as-called"]),
    default="inference",
    show_default=True,
    help="What layers compute that the model calls with training=True: what predict does, or what "
    "model(x) does (BatchNormalization by the batch, on the graph route).",
)
@click.option(
    "--signature",
    metavar="NAME",
    help="Of a SavedModel: which of its signatures.  [default: serving_default, or the only one]",
)
@click.option("--download", is_flag=True, help="Of hf://OWNER/NAME: fetch it if need be.")
@click.option(
    "--weights",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Of what model.to_json() wrote: the file of model.save_weights().  [default: the one "
    "beside it]",
)
@page_options
@loading_options
@backend_options
@output_options
def export(
    model: Path,
    destination: Path | None,
    site_folder: Path,
    overwrite: bool,
    check: "Check",
    route: "Format",
    quantize: "Literal['none'] | QuantizedDtype",
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    inputs: tuple[tuple, ...],
    training_calls: "TrainingCalls",
    signature: str | None,
    download: bool,
    weights: Path | None,
    custom_objects: tuple[str, ...],
    unsafe: bool,
    backend_name: str | None,
    device: str,
    as_json: bool,
    quiet: bool,
    **page: Any,
) -> None:
    """Write a model folder that TensorFlow.js loads with no helper.

    Without DEST the folder is SITE/models/NAME, and the page that shows it is written around it.
    With DEST nothing else is written, unless DEST lies in the models folder of such a site.

    A run's model gets its softmax or sigmoid as a last layer, so that the browser reads
    probabilities and can train further. Any other MODEL is exported as it is: a .keras file, a
    legacy .h5 file, what model.to_json() wrote, a folder that holds one .keras file, a SavedModel,
    a TensorFlow.js folder, a preset folder of keras-hub, or hf://OWNER/NAME. What the page has to
    know of such a model (its classes, what is done to a drawing) are options; what is assumed is
    noted.
    """
    if quantize == "none" and (include or exclude):
        raise click.UsageError("--quantize-include and --quantize-exclude need --quantize")
    require_something(model)
    only = None if backend_name else only_backend(model)
    announced = announce(
        backend_name or only,
        device,
        quiet,
        backend.INFERENCE_BACKENDS,
        reason="which alone reads a SavedModel" if only else None,
    )
    from kerasdigits.publishing.destinations import find_destination, require_room
    from kerasdigits.tfjs import Quantization
    from kerasdigits.training.trained import find_run, open_trained

    find_run(model)
    presentation = read_presentation(page)
    place = find_destination(model, destination, site_folder, presentation.name)
    require_room(place, overwrite=overwrite, name=presentation.name)
    announced.start()
    compared = "" if check == "off" else ", and comparing TensorFlow.js with Keras"
    say(f"Exporting {model}{compared}", quiet)
    from kerasdigits.publishing.publish import publish

    quantization = None
    if quantize != "none":
        quantization = Quantization(quantize, include or ("*",), exclude)
    publication = publish(
        open_trained(
            model,
            custom_objects,
            unsafe,
            signature=signature,
            download=download,
            weights=weights,
            input_signature=list(inputs) or None,
        ),
        place,
        overwrite=overwrite,
        check=check,
        format=route,
        quantization=quantization,
        input_signature=list(inputs) or None,
        training_calls=training_calls,
        presentation=presentation,
    )
    show(_describe(publication, quantize), as_json, _render)


def _describe(publication: "Publication", quantize: str) -> dict[str, Any]:
    report = publication.report
    accuracy = publication.accuracy
    measured = None
    if accuracy is not None:
        measured = {
            "samples": accuracy.samples,
            "keras": accuracy.keras,
            "tfjs": accuracy.tfjs,
            "other_class": accuracy.other_class,
        }
    return {
        "destination": str(publication.folder),
        "format": report.format,
        "reason": report.reason,
        "parameters": report.parameters,
        "weight_bytes": report.weight_bytes,
        "float32_bytes": report.float32_bytes,
        "quantized": None if quantize == "none" else quantize,
        "shards": report.shards,
        "samples": report.samples,
        "check": dataclasses.asdict(report.check) if report.check else None,
        "accuracy": measured,
        "notes": publication.notes,
        "page": str(publication.page) if publication.page else None,
    }


def _render(result: dict[str, Any]) -> None:
    """Print what was exported, and how it was proved."""
    numbers = {
        "format": result["format"],
        "because": result["reason"],
        "parameters": f"{result['parameters']:,}",
        "weights": _describe_weights(result),
        "samples": result["samples"],
        "check": _describe_check(result["check"]),
    }
    if result["accuracy"]:
        numbers["accuracy"] = _describe_accuracy(result["accuracy"])
    show_numbers(f"Exported to {result['destination']}", numbers)
    for note in result["notes"]:
        show_line(f"  note: {note}")
    if result["page"]:
        site = str(Path(result["page"]).parent)
        served = "" if site == "web" else f" {shlex.quote(site)}"  # what `serve` takes by itself
        click.echo(f"Open {result['page']} in a browser, or run: kerasdigits serve{served}")


def _describe_weights(result: dict[str, Any]) -> str:
    size = f"{result['weight_bytes'] / 1000:,.1f} kB"
    if result["quantized"]:
        size += f" in {result['quantized']}, {result['float32_bytes'] / 1000:,.1f} kB in float32"
    return f"{size}; {result['shards']} shard{'' if result['shards'] == 1 else 's'}"


def _describe_check(check: dict[str, Any] | None) -> str:
    if check is None:
        return "not done"
    return (
        f"TensorFlow.js {check['tfjs_version']} ({check['backend']}) differs from Keras by at most "
        f"{check['max_relative_difference']:.1e} of an output's largest value "
        f"({check['max_abs_difference']:.1e} in absolute terms)"
    )


def _describe_accuracy(accuracy: dict[str, Any]) -> str:
    return (
        f"{accuracy['tfjs']:.4f} in TensorFlow.js, {accuracy['keras']:.4f} in Keras "
        f"({accuracy['samples']:,} test samples, {accuracy['other_class']:,} of them classified "
        "differently)"
    )
