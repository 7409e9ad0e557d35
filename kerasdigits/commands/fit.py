"""`kerasdigits fit`: train a model into a run folder."""

import sys
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from kerasdigits import backend
from kerasdigits.commands.options import (
    backend_options,
    data_dir_option,
    output_options,
    seed_option,
)
from kerasdigits.commands.output import say, show, show_figures
from kerasdigits.errors import DataError, RunError
from kerasdigits.models.registry import ARCHITECTURES
from kerasdigits.training.losses import LOSSES
from kerasdigits.training.optimizers import OPTIMIZERS, SCHEDULES

_RECIPE = "[default: the model's]"


def _list_recipes() -> str:
    lines = ["\b", "The models and their own recipes:"]
    for name, entry in ARCHITECTURES.items():
        lines.append(f"  {name:9} {entry.summary}")
        recipe = ", ".join(
            f"{key.replace('_', ' ')} {value}"
            for key, value in entry.recipe.items()
            if value is not True
        )
        lines.append(f"  {'':9} {recipe}{', augment' if entry.recipe.get('augment') else ''}")
    lines += [
        "",
        "\b",
        "Examples:",
        "  kerasdigits fit --data digits --model cnn",
        "  kerasdigits fit --data download-times --model linear --loss meanAbsoluteError",
        "  kerasdigits fit --data mnist --model mlp --optimizer momentum --learning-rate 0.1",
        "  kerasdigits fit --resume --out runs/digits-cnn",
    ]
    return "\n".join(lines)


@click.command(epilog=_list_recipes())
@click.option(
    "--data",
    default="digits",
    show_default=True,
    help="digits, download-times, mnist, fashion-mnist, an .npz file, a folder of class folders "
    "of pictures, or a folder of IDX files.",
)
@click.option(
    "--classes",
    metavar="A,B,...",
    help="Keep only the classes of these names: 3,7 for the fastbook's first classifier.",
)
@data_dir_option
@click.option("--model", help="linear, logistic, mlp, cnn, or PATH.py:function.  [default: cnn]")
@click.option("--optimizer", type=click.Choice(OPTIMIZERS), help=_RECIPE)
@click.option(
    "--loss",
    metavar="NAME",
    help=f"{', '.join(LOSSES)}, or Keras's and TensorFlow.js's names for them.  {_RECIPE}",
)
@click.option("--learning-rate", type=float, help=f"The highest of the schedule.  {_RECIPE}")
@click.option("--batch-size", type=int, help=_RECIPE)
@click.option("--epochs", type=int, help="[default: the model's; more for a small data set]")
@click.option("--schedule", type=click.Choice(SCHEDULES), help=_RECIPE)
@click.option(
    "--weight-decay", type=float, help=f"Decoupled, per unit of learning rate.  {_RECIPE}"
)
@click.option(
    "--augment/--no-augment",
    default=None,
    help=f"Rotate, zoom and shift training images at random.  {_RECIPE}",
)
@click.option(
    "--validation-split",
    type=float,
    default=0.0,
    show_default=True,
    help="Share of the training set to hold out and watch.",
)
@seed_option
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="The run folder to write.  [default: runs/DATA-MODEL]",
)
@click.option(
    "--overwrite",
    is_flag=True,
    help="Replace the run that is at --out; it is deleted when the new one starts.",
)
@click.option("--resume", is_flag=True, help="Go on with the interrupted run at --out.")
@click.option("--tensorboard", is_flag=True, help="Write TensorBoard events into the run folder.")
@backend_options
@output_options
@click.pass_context
def fit(ctx: click.Context, resume: bool, **options: Any) -> None:
    """Train a model; it leaves a run folder with the model, its record and its curves."""
    if resume:
        _refuse_options_beside_resume(ctx)
        run = _resume(options)
    else:
        run = _start(options)
    record = run.record
    result = {
        "run": str(run.path),
        "data": record["data"]["name"],
        "model": record["config"]["model"],
        "parameters": record["parameters"],
        "backend": record["backend"],
        "device": record["device"],
        "epochs": len(record["history"]),
        "seconds": round(sum(row["seconds"] for row in record["history"]), 1),
        "metrics": record["metrics"],
    }
    show(result, options["as_json"], _render)
    say(f"Next: kerasdigits evaluate {run.path}, kerasdigits export {run.path}", options["quiet"])


def _start(options: dict[str, Any]) -> Any:
    from kerasdigits.training.config import FitConfig, load_data

    classes = options["classes"]
    if classes is not None:
        classes = [name.strip() for name in classes.split(",")]
    dataset = load_data(options["data"], classes, options["data_dir"])
    model = options["model"] or ("linear" if dataset.task == "regression" else "cnn")
    _refuse_augmented_numbers(options["augment"], dataset)
    config = FitConfig.with_recipe(
        _make_absolute(options["data"]),
        _make_absolute(model),
        dataset.task,
        len(dataset.x_train),
        classes=classes,
        **{
            key: options[key]
            for key in (
                "optimizer",
                "loss",
                "learning_rate",
                "batch_size",
                "epochs",
                "schedule",
                "weight_decay",
                "augment",
                "validation_split",
                "seed",
            )
        },
    )
    out = options["out"] or default_run_folder(dataset.name, model)
    choice = backend.use(options["backend_name"], options["device"])
    say(f"Backend: {choice.name} ({choice.reason}); data: {dataset.source}", options["quiet"])
    from kerasdigits.training import fit as training

    with resumable(out):
        return training.start(
            config,
            dataset,
            out,
            overwrite=options["overwrite"],
            progress=not options["quiet"],
            tensorboard=options["tensorboard"],
        )


def _make_absolute(text: str) -> str:
    """Make the path in a data set's or model's name absolute: a run is used from any folder."""
    from kerasdigits.data import NAMES

    path, colon, function = text.rpartition(":") if ".py:" in text else (text, "", "")
    if text in NAMES or not Path(path).exists():
        return text
    return f"{Path(path).resolve()}{colon}{function}"


def _refuse_augmented_numbers(augment: bool | None, dataset: Any) -> None:
    if augment and len(dataset.input_shape) != 3:
        raise DataError(
            "Only images can be rotated, zoomed and shifted",
            received=f"--augment for samples of shape {dataset.input_shape}",
            remedy="Leave --augment out",
        )


def _resume(options: dict[str, Any]) -> Any:
    from kerasdigits.runs import RunFolder
    from kerasdigits.training.config import FitConfig, load_data

    if options["out"] is None:
        raise click.UsageError("--resume needs --out: the run folder to go on with.")
    record = RunFolder(options["out"]).record
    config = FitConfig.from_dict(record["config"])
    dataset = load_data(config.data, config.classes, options["data_dir"])
    choice = backend.use(options["backend_name"] or record["backend"], options["device"])
    say(f"Backend: {choice.name}; data: {dataset.source}", options["quiet"])
    from kerasdigits.training import fit as training

    with resumable(options["out"]):
        return training.resume(
            options["out"],
            dataset,
            progress=not options["quiet"],
            tensorboard=options["tensorboard"],
        )


class resumable:
    """Turn Ctrl-C into a sentence that says how to go on."""

    def __init__(self, out: Path):
        self.out = out

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type | None, error: object, trace: object) -> None:
        if kind is KeyboardInterrupt and (self.out / "run.json").is_file():
            click.echo(
                f"\nInterrupted. Go on with: kerasdigits fit --resume --out {self.out}", err=True
            )
            sys.exit(130)


def default_run_folder(data_name: str, model: str) -> Path:
    """Name the run folder of a data set and a model: `runs/digits-cnn`, `runs/mnist-3-7-mlp`."""
    name = model.rpartition(":")[2] if ":" in model else model
    return Path("runs") / f"{data_name}-{name}"


def _refuse_options_beside_resume(ctx: click.Context) -> None:
    """Refuse what would be ignored: a run keeps the configuration that it was started with."""
    allowed = {"resume", "out", "data_dir", "tensorboard", "backend_name", "device"}
    allowed |= {"as_json", "quiet"}
    given = [
        parameter.opts[0]
        for parameter in ctx.command.params
        if parameter.name not in allowed
        and ctx.get_parameter_source(parameter.name) == ParameterSource.COMMANDLINE
    ]
    if given:
        raise RunError(
            "A run is resumed with the configuration that it was started with",
            received=" ".join(given),
            remedy="Leave these options out",
        )


def _render(result: dict[str, Any]) -> None:
    title = f"{result['data']} / {result['model']}: {result['run']}"
    show_figures(
        title,
        {
            **result["metrics"],
            "parameters": f"{result['parameters']:,}",
            "epochs": f"{result['epochs']} in {result['seconds']} s",
            "backend": f"{result['backend']} on {result['device']}",
        },
    )
