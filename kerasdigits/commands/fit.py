"""`kerasdigits fit`: train a model into a run folder."""

import textwrap
import time
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from kerasdigits import backend
from kerasdigits.commands.console.interrupt import resumable
from kerasdigits.commands.console.options import (
    Duration,
    backend_options,
    loading_options,
    output_options,
)
from kerasdigits.commands.console.output import say, show, show_numbers
from kerasdigits.commands.console.run_options import RECIPE, check_run, read_run, run_options
from kerasdigits.commands.console.start import Announced, announce, announce_training
from kerasdigits.errors import RunError
from kerasdigits.models.doors import Reading
from kerasdigits.models.registry import ARCHITECTURES
from kerasdigits.training.distribution.devices import ALONE, Distribution, find_rank, join
from kerasdigits.training.optimizers import SCHEDULES

if TYPE_CHECKING:
    from kerasdigits.runs import RunFolder


def _list_recipes() -> str:
    lines = ["\b", "The models and their own recipes:"]
    for name, entry in ARCHITECTURES.items():
        lines += textwrap.wrap(f"{name}: {entry.summary}", 76, subsequent_indent=" " * 2)
        recipe = ", ".join(
            key if value is True else f"{key.replace('_', ' ')} {value}"
            for key, value in entry.recipe.items()
            if value is not False
        )
        lines += textwrap.wrap(recipe, 76, initial_indent=" " * 4, subsequent_indent=" " * 4)
    lines += [
        "",
        "\b",
        "Examples:",
        "  kerasdigits fit --data digits --model cnn",
        "  kerasdigits fit --data download-times --model linear --loss meanAbsoluteError",
        "  kerasdigits fit --data mnist --model mlp --optimizer momentum --learning-rate 0.1",
        "  kerasdigits fit --data digits --model mlp --schedule sgdr --cycles 3 --cycle-mult 2",
        "  kerasdigits fit --data mnist --budget 60s",
        "  kerasdigits fit --resume --out runs/digits-cnn",
    ]
    return "\n".join(lines)


@click.command(epilog=_list_recipes())
@run_options
@click.option("--learning-rate", type=float, help=f"The highest rate of the schedule.  {RECIPE}")
@click.option("--epochs", type=int, help="[default: the model's; more for a small data set]")
@click.option(
    "--budget",
    type=Duration(),
    help="Train as many epochs as end within this time, such as 60s or 5m: all of it, from the "
    "command to the result.",
)
@click.option(
    "--schedule",
    type=click.Choice(SCHEDULES),
    help=f"How the learning rate changes; sgdr restarts it in cycles, which set the number of "
    f"epochs.  {RECIPE}",
)
@click.option("--cycles", type=int, help="Number of sgdr cycles.  [default: 3]")
@click.option(
    "--cycle-len",
    type=int,
    help="Epochs in the first cycle.  [default: 1; more for a small data set, or as --epochs "
    "requires]",
)
@click.option(
    "--cycle-mult",
    type=int,
    help="How many times as long each cycle is as the one before.  [default: 2]",
)
@click.option(
    "--cycle-momentum",
    is_flag=True,
    help="With one-cycle, lower the momentum (Adam's beta_1) as the rate rises, and raise it "
    "again as the rate falls.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="The run folder to write.  [default: runs/DATA-MODEL]",
)
@click.option(
    "--overwrite",
    is_flag=True,
    help="Replace the run at --out; a complete one is deleted when the new one is complete.",
)
@click.option("--resume", is_flag=True, help="Continue the interrupted run at --out.")
@click.option(
    "--stream",
    is_flag=True,
    default=None,
    help="Leave the data of an .npz file, or of pictures, on the disk and read them batch by "
    "batch: the same result in little memory.  [default: where they would take more than half of "
    "the free memory]",
)
@click.option(
    "--distribute",
    is_flag=True,
    help="Divide each batch among all devices: of this process (jax, tensorflow), and of all "
    "processes that a launcher started (jax, torch).  The weights are those of one device.",
)
@click.option("--tensorboard", is_flag=True, help="Write TensorBoard events into the run folder.")
@loading_options
@backend_options
@output_options
@click.pass_context
def fit(ctx: click.Context, resume: bool, **options: Any) -> None:
    """Train a model, and write a run folder with the model, its record and its curves.

    --custom-objects and --unsafe are for --resume, which reads the model of a checkpoint.
    """
    if resume:
        _refuse_options_beside_resume(ctx)
    elif options["unsafe"] or options["custom_objects"]:
        raise click.UsageError("--unsafe and --custom-objects are for --resume: leave them out.")
    if options["distribute"]:
        options["quiet"] = options["quiet"] or find_rank() > 0
    run = _resume(options) if resume else _start(options)
    if run is None:
        return
    record = run.record
    result = {
        "run": str(run.path),
        "data": record.data.name,
        "model": record.config.model,
        "parameters": record.parameters,
        "backend": record.backend,
        "device": record.device,
        "epochs": len(record.history),
        "seconds": round(sum(row["seconds"] for row in record.history), 1),
        "metrics": record.metrics,
    }
    show(result, options["as_json"], _render)
    say(f"Next: kerasdigits evaluate {run.path}, kerasdigits export {run.path}", options["quiet"])


def _start(options: dict[str, Any]) -> "RunFolder | None":
    """Train; give the run, in the process that writes it."""
    from kerasdigits.runs import refuse_existing, refuse_running
    from kerasdigits.training.plan import default_run_folder, require_tensorboard

    began = time.monotonic()
    check_run(options)
    if options["budget"] is not None and options["epochs"] is not None:
        raise click.UsageError("--budget sets the number of epochs: leave --epochs out.")
    if options["budget"] is not None and options["distribute"]:
        raise click.UsageError("--budget tells the time on one device: leave --distribute out.")
    out, overwrite, quiet = options["out"], options["overwrite"], options["quiet"]
    if out is not None:
        refuse_existing(out, overwrite)
    if options["tensorboard"]:
        require_tensorboard()
    announced = _announce(options)
    config, dataset = read_run(options)
    say(f"Data: {dataset.source}", quiet)
    announced = announced.decide(config.model, config.epochs * len(dataset.x_train))
    if out is None:
        out = default_run_folder(dataset.name, config.model)
        refuse_existing(out, overwrite)
    if not options["distribute"]:  # whose processes come one after the other
        refuse_running(out)
    announced.start()
    from kerasdigits.training import fit as training
    from kerasdigits.training.distribution.follow import follow

    with resumable(out), _join(options) as distribution:
        if not distribution.writes:
            follow(config, dataset, distribution)
            return None
        fitted = training.start(
            config,
            dataset,
            out,
            overwrite=overwrite,
            progress=not quiet,
            tensorboard=options["tensorboard"],
            deadline=None if options["budget"] is None else began + options["budget"],
            distribution=distribution,
        )
    return fitted.run


def _resume(options: dict[str, Any]) -> "RunFolder | None":
    """Go on with a run; give it, in the process that writes it."""
    from kerasdigits import data as data_room
    from kerasdigits.runs import RunFolder, refuse_running

    if options["out"] is None:
        raise click.UsageError("--resume needs --out: the run folder to continue.")
    if not options["distribute"]:  # whose processes come one after the other
        refuse_running(options["out"])
    run = RunFolder.to_resume(options["out"])
    config = run.record.config
    if run.record.status == "complete":
        say("The run is complete: nothing is left to train", options["quiet"])
    name = options["backend_name"] or run.record.backend
    reason = None if options["backend_name"] else "that of the run"
    announced = announce(name, options["device"], options["quiet"], reason=reason)
    dataset = data_room.load(
        config.data,
        data_dir=options["data_dir"],
        classes=config.classes,
        stream=options["stream"],
    )
    say(f"Data: {dataset.source}", options["quiet"])
    announced.start()
    from kerasdigits.training import fit as training
    from kerasdigits.training.distribution.follow import follow

    reading = Reading(options["custom_objects"], options["unsafe"])
    with resumable(run.final), _join(options) as distribution:
        if not distribution.writes:
            follow(config, dataset, distribution, run, reading)
            return None
        return training.resume(
            run,
            dataset,
            progress=not options["quiet"],
            tensorboard=options["tensorboard"],
            distribution=distribution,
            reading=reading,
        )


def _announce(options: dict[str, Any]) -> Announced:
    asked = options["backend_name"], options["device"], options["quiet"]
    if options["distribute"]:  # by how many devices, nobody measured
        return announce(*asked, backend.FITTING_BACKENDS)
    return announce_training(*asked, options["data"])


def _join(options: dict[str, Any]) -> AbstractContextManager[Distribution]:
    return join() if options["distribute"] else nullcontext(ALONE)


def _refuse_options_beside_resume(ctx: click.Context) -> None:
    """Refuse what would be ignored: a run keeps the configuration that it was started with."""
    allowed = {"resume", "out", "data_dir", "stream", "distribute", "tensorboard"}
    allowed |= {"custom_objects", "unsafe", "backend_name", "device", "as_json", "quiet"}
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
    show_numbers(
        title,
        {
            **result["metrics"],
            "parameters": f"{result['parameters']:,}",
            "epochs": f"{result['epochs']} in {result['seconds']} s",
            "backend": f"{result['backend']} on {result['device']}",
        },
    )
