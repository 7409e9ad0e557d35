"""`kerasdigits lr-find`: sweep the learning rates and suggest one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kerasdigits import backend
from kerasdigits.commands.console.options import backend_options, output_options
from kerasdigits.commands.console.output import say, show, show_numbers
from kerasdigits.commands.console.run_options import check_run, read_run, run_options
from kerasdigits.commands.console.start import announce_training
from kerasdigits.errors import ModelError, option

if TYPE_CHECKING:
    from kerasdigits.training.lr_finder import LearningRateSweep

_PICTURES = (".png", ".svg", ".pdf", ".jpg", ".jpeg", ".webp")

_EPILOG = """\b
Examples:
  kerasdigits lr-find --data digits --model mlp
  kerasdigits lr-find --data mnist --model cnn --optimizer momentum --out sweep.png
"""
_MEANINGS = {
    "steepest": "the loss falls fastest here",
    "minimum/10": "a tenth of the rate with the lowest loss",
    "valley": "the middle of the longest fall: cautious, often slow",
}
_ENDINGS = {
    "diverged": "the smoothed loss passed four times its best",
    "no number": "the loss was no longer a finite number",
    "end": "it reached the last rate",
}


@click.command(name="lr-find", epilog=_EPILOG)
@run_options
@click.option(
    "--start", type=float, default=1e-7, show_default=True, help="The first learning rate."
)
@click.option("--end", type=float, default=10.0, show_default=True, help="The last learning rate.")
@click.option(
    "--steps", type=int, default=300, show_default=True, help="Batches from the first to the last."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="The picture to write.  [default: runs/DATA-MODEL-lr-find.png]",
)
@backend_options
@output_options
def lr_find(**options: Any) -> None:
    """Train briefly at growing learning rates, and suggest one for `fit`.

    The rate grows by the same factor with every batch; the loss shows where learning begins, where
    it is fastest and where it breaks. Nothing is kept but a picture.
    """
    from kerasdigits.training.plan import check_sweep

    check_run(options)
    _require_picture(options["out"])
    check_sweep(options["start"], options["end"], options["steps"])
    announced = announce_training(
        options["backend_name"], options["device"], options["quiet"], options["data"]
    )
    config, dataset = read_run(options)
    say(f"Data: {dataset.source}", options["quiet"])
    choice = announced.decide(config.model, options["steps"] * config.batch_size).start()
    from kerasdigits.training.lr_finder import find_learning_rate
    from kerasdigits.training.prepare import compile_model, make_batches

    say(f"Training {options['steps']} batches at growing rates", options["quiet"])
    model, loss = compile_model(config, dataset)
    batches, _ = make_batches(config, dataset, loss)
    sweep = find_learning_rate(
        model, batches, start=options["start"], end=options["end"], steps=options["steps"]
    )
    _refuse_without_suggestion(sweep, options)
    result = {
        "data": dataset.name,
        "model": config.model,
        "optimizer": config.optimizer,
        "loss": loss,
        "batch_size": config.batch_size,
        "seed": config.seed,
        "backend": choice.name,
        "device": backend.device_name(),
        "ended": sweep.ended,
        "recommended": sweep.recommended,
        "suggestions": sweep.suggestions,
        "picture": str(_draw(sweep, options["out"], dataset.name, config)),
        "learning_rates": sweep.learning_rates.tolist(),
        "losses": sweep.losses.tolist(),
        "smoothed": sweep.smoothed.tolist(),
    }
    show(result, options["as_json"], _render)
    rate = sweep.suggestions[sweep.recommended]
    say(
        f"Next: kerasdigits fit with the same options and --learning-rate {rate:.1e}",
        options["quiet"],
    )


def _require_picture(out: Path | None) -> None:
    """Refuse a name that tells no form of picture before the training, not after it."""
    if out is not None and out.suffix.lower() not in _PICTURES:
        raise ModelError(
            f"The name of the picture must end in {', '.join(_PICTURES)}",
            received=out,
            remedy=f"Change {option('out')}",
        )


def _refuse_without_suggestion(sweep: LearningRateSweep, options: dict[str, Any]) -> None:
    if sweep.suggestions:
        return
    steps = len(sweep.losses)
    if sweep.ended == "end":
        raise ModelError(
            "The loss never falls, so no learning rate can be suggested",
            received=f"rates {options['start']:g} to {options['end']:g}",
            remedy="Raise --end, or see whether this model can learn these data",
        )
    raise ModelError(
        f"The sweep ended after {steps} steps, before the loss had fallen: {_ENDINGS[sweep.ended]}",
        received=f"rates {options['start']:g} to {options['end']:g}",
        remedy="Lower --start, or raise --steps",
    )


def _draw(sweep: LearningRateSweep, out: Path | None, data: str, config: Any) -> Path:
    from kerasdigits.plots import save_learning_rate_sweep
    from kerasdigits.training.plan import default_run_folder

    run = default_run_folder(data, config.model)
    path = out or run.with_name(f"{run.name}-lr-find.png")
    path.parent.mkdir(parents=True, exist_ok=True)
    title = f"{run.name}, {config.optimizer}, batches of {config.batch_size}"
    save_learning_rate_sweep(
        path, sweep.learning_rates, sweep.losses, sweep.smoothed, sweep.suggestions, title
    )
    return path


def _render(result: dict[str, Any]) -> None:
    show_numbers(
        f"{result['data']} / {result['model']} with {result['optimizer']}, "
        f"batches of {result['batch_size']}",
        {
            **{
                name: f"{rate:.1e}  {_MEANINGS[name]}"
                for name, rate in result["suggestions"].items()
            },
            "recommended": f"{result['recommended']}, the best in most of our short training runs",
            "sweep": f"{len(result['losses'])} steps, to {result['learning_rates'][-1]:.1e}: "
            f"{_ENDINGS[result['ended']]}",
            "picture": result["picture"],
        },
    )
