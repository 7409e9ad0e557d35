"""`kerasdigits sweep`: train at several learning rates, batch sizes and seeds, and compare."""

from __future__ import annotations

import itertools
import json
import shlex
import sys
from contextlib import closing, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from kerasdigits.commands.console.options import (
    NumberList,
    backend_options,
    jobs_option,
    loading_options,
    output_options,
)
from kerasdigits.commands.console.output import SCHEMA, say, show, show_table
from kerasdigits.commands.console.run_options import check_run, read_runs, swept_run_options
from kerasdigits.commands.console.start import announce_training
from kerasdigits.errors import RunError
from kerasdigits.files import replacing_file
from kerasdigits.models.doors import Reading
from kerasdigits.training.optimizers import SCHEDULES

if TYPE_CHECKING:
    from kerasdigits.training.sweep import Trial

# What says how to sweep, and not what to train.
_NOT_OF_A_FIT = ("out", "jobs", "on_ray", "custom_objects", "unsafe", "as_json", "quiet")
_EPILOG = """\b
Examples:
  kerasdigits sweep --data digits --model mlp --learning-rate 0.003,0.01,0.03
  kerasdigits sweep --data mnist --model mlp --batch-size 32,128 --seed 0,1,2 --epochs 3 --jobs 2
"""


@click.command(epilog=_EPILOG)
@swept_run_options
@click.option(
    "--learning-rate",
    type=NumberList(float),
    help="The highest rates of the schedule.  [default: the model's]",
)
@click.option("--batch-size", type=NumberList(int), help="[default: the model's]")
@click.option(
    "--seed",
    type=NumberList(int, 0, 2**32 - 1),
    default="0",
    show_default=True,
    help="Each seed in turn.",
)
@click.option("--epochs", type=int, help="[default: the model's; more for a small data set]")
@click.option("--schedule", type=click.Choice(SCHEDULES), help="[default: the model's]")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="The folder to write run folders to; what is complete there is not trained again.  "
    "[default: runs/DATA-MODEL-sweep]",
)
@jobs_option
@click.option(
    "--ray",
    "on_ray",
    is_flag=True,
    help="Work on the Ray cluster that RAY_ADDRESS names, else on one of --jobs processes here.  "
    "[needs the extra `ray`]",
)
@loading_options
@backend_options
@output_options
@click.pass_context
def sweep(ctx: click.Context, jobs: int, quiet: bool, **options: Any) -> None:
    """Train a model at each combination of learning rates, batch sizes and seeds.

    Each is a run like those of `fit`. Ctrl-C, or a process that is killed, loses none that is
    complete: the same command goes on with what is missing. --custom-objects and --unsafe are for
    that: they read the models of interrupted runs.
    """
    from kerasdigits.training.plan import default_run_folder
    from kerasdigits.training.sweep import find_missing, make_trial, rank, read_row, run_sweep

    choices = _combine(options)
    for choice in choices:
        check_run({**options, **choice})
    announced = announce_training(
        options["backend_name"], options["device"], quiet, options["data"]
    )
    configs, dataset = read_runs(options, choices)
    say(f"Data: {dataset.source}", quiet)
    epochs = sum(config.epochs for config in configs) // jobs  # a process imports its backend once
    announced = announced.decide(configs[0].model, epochs * len(dataset.x_train))
    run = default_run_folder(dataset.name, configs[0].model)
    out = options["out"] or run.with_name(f"{run.name}-sweep")
    trials = [make_trial(config, out) for config in configs]
    missing = find_missing(trials)
    say(f"{len(trials)} runs in {out}, {len(trials) - len(missing)} of them done", quiet)
    failures = {}
    running = run_sweep(
        missing,
        processes=jobs,
        prepare=announced.start,
        data_dir=options["data_dir"],
        on_ray=options["on_ray"],
        reading=Reading(options["custom_objects"], options["unsafe"]),
    )
    # Ray prints what it notices, such as a lost process, on stdout, which is for the result.
    with redirect_stdout(sys.stderr), closing(running):
        for number, (trial, failure) in enumerate(running, 1):
            if failure is not None:
                failures[trial.path.name] = failure
            say(f"{number}/{len(missing)}  {trial.path.name}  {failure or 'done'}", quiet)
    rows = [row for row in map(read_row, trials) if row is not None]
    judge, ranked = rank(rows)
    result = {
        "schema": SCHEMA,
        "out": str(out),
        "judged_by": judge,
        "best": _repeat(ctx, ranked[0]) if ranked else None,
        "runs": ranked + [row for row in rows if row["status"] != "complete"],
        "failed": failures,
    }
    if rows:
        with replacing_file(out / "sweep.json") as temporary:
            temporary.write_text(json.dumps(result, indent=2, allow_nan=False) + "\n")
    show(result, options["as_json"], _render)
    _refuse_missing(find_missing(trials))


def _combine(options: dict[str, Any]) -> list[dict[str, Any]]:
    """Give each combination of what is swept; None stands for the model's own."""
    from kerasdigits.training.sweep import SWEPT

    values = [options[name] or (None,) for name in SWEPT]
    return [dict(zip(SWEPT, chosen, strict=True)) for chosen in itertools.product(*values)]


def _repeat(ctx: click.Context, row: dict[str, Any]) -> str:
    """Write the command that trains a run of the sweep again, by itself."""
    from kerasdigits.training.sweep import SWEPT

    words = ["kerasdigits", "fit"]
    for parameter in ctx.command.params:
        name, value = parameter.name or "", ctx.params[parameter.name or ""]
        if name in SWEPT:
            words += [parameter.opts[0], f"{row[name]:g}"]
        elif name in _NOT_OF_A_FIT or ctx.get_parameter_source(name) != ParameterSource.COMMANDLINE:
            continue
        elif isinstance(value, bool):
            words.append(parameter.opts[0] if value else parameter.secondary_opts[0])
        else:
            words += [parameter.opts[0], str(value)]
    return shlex.join(words)


def _refuse_missing(missing: list[Trial]) -> None:
    if missing:
        raise RunError(
            "Not all runs of the sweep are complete; the others' results stay",
            received=", ".join(trial.path.name for trial in missing),
            remedy="Give the same command again: it goes on with what is missing",
        )


def _render(result: dict[str, Any]) -> None:
    judge, runs = result["judged_by"], result["runs"]
    shown = dict.fromkeys([judge, judge.replace("val_", "test_")])
    unfinished = any(row["status"] != "complete" for row in runs)
    rows = []
    for row in runs:
        apart = [f"{row['learning_rate']:g}", str(row["batch_size"]), str(row["seed"])]
        measured = [f"{row[name]:.4f}" if name in row else "" for name in shown]
        status = [row["status"]] * unfinished
        rows.append([*apart, *measured, f"{row['seconds']:.1f}", *status])
    names = [name.replace("_", " ") for name in shown]
    columns = ["rate", "batch", "seed", *names, "seconds", *["status"] * unfinished]
    show_table(f"Sweep in {result['out']}", columns, rows)
    if result["best"]:
        several = len({row["seed"] for row in runs}) > 1
        means = ", the mean over its seeds" if several else ""
        click.echo(f"Best by {judge.replace('_', ' ')}{means}:")
        click.echo(f"  {result['best']}")
