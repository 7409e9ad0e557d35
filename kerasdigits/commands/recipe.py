"""`kerasdigits recipe`: the eight steps of fast.ai's recipe, with a table of what each brought."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kerasdigits.commands.console.options import (
    backend_options,
    data_dir_option,
    output_options,
    seed_option,
)
from kerasdigits.commands.console.output import say, show, show_numbers
from kerasdigits.commands.console.start import announce

if TYPE_CHECKING:
    from kerasdigits.training.recipe.steps import RecipeStep

_EPILOG = """\b
Examples:
  kerasdigits recipe --quick
  kerasdigits recipe --data mnist --out runs/mnist-recipe
  kerasdigits recipe --data pictures --seed 1 --json
"""
_ROW = "{:>4}  {:<17} {:>8}  {:>8}  {:<24} {:>6}  {:>7}  {}"


@click.command(epilog=_EPILOG)
@click.option(
    "--data",
    default="digits",
    show_default=True,
    help="digits, mnist, fashion-mnist, an .npz file, a folder of class folders of pictures, or a "
    "folder of IDX files.",
)
@data_dir_option
@click.option("--quick", is_flag=True, help="Train less: shorter cycles, and fewer of them.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="The run folder to write.  [default: runs/DATA-recipe]",
)
@click.option(
    "--overwrite", is_flag=True, help="Replace the run at --out when the recipe has ended."
)
@seed_option
@backend_options
@output_options
def recipe(
    data: str,
    data_dir: Path | None,
    quick: bool,
    out: Path | None,
    overwrite: bool,
    seed: int,
    backend_name: str | None,
    device: str,
    as_json: bool,
    quiet: bool,
) -> None:
    """Train in the eight steps of fast.ai's recipe, from a frozen body to over-fitting.

    Of digits, mnist and fashion-mnist, the body learns the first five classes, and the recipe is
    followed on the other five. Of other data, the body learns by how much pictures are turned, and
    the recipe is followed on all classes. It ends when the loss on a held-out fifth has risen over
    two cycles in a row, or after four cycles, and keeps the best weights since step 3.
    """
    from kerasdigits import data as data_room
    from kerasdigits.runs.folder import refuse_existing
    from kerasdigits.training.plan import default_run_folder, make_absolute

    data_room.check_name(data, data_dir)
    if out is not None:
        refuse_existing(out, overwrite)
    announced = announce(backend_name, device, quiet)
    dataset = data_room.load(data, data_dir=data_dir)
    out = out or default_run_folder(dataset.name, "recipe")
    refuse_existing(out, overwrite)
    choice = announced.start()
    from kerasdigits.training.recipe.body import part_data
    from kerasdigits.training.recipe.run import follow_on, save_run

    material = part_data(dataset, seed)
    say(f"Data: {dataset.source}", quiet)
    say(f"The body learns {material.what}", quiet)
    listen = _listen(as_json, quiet)
    followed = follow_on(material, quick=quick, seed=seed, listen=listen)
    run, pictures = save_run(followed, material, make_absolute(data), out, overwrite=overwrite)
    result = {
        "run": str(run.path),
        "data": material.dataset.name,
        "body": material.what,
        "backend": choice.name,
        "device": run.record.device,
        **followed.to_json(),
        "pictures": [str(path) for path in pictures],
    }
    show(result, as_json, _render)
    say(f"Next: kerasdigits evaluate {run.path}, kerasdigits export {run.path}", quiet)


def _listen(as_json: bool, quiet: bool) -> Any:
    """Print the table's head, and give what prints a row: on stderr where stdout is for JSON."""
    head = ("step", "", "accuracy", "loss", "learning rate", "epochs", "seconds", "")
    write = (lambda text: say(text, quiet)) if as_json else click.echo
    write(_ROW.format(*head))
    return lambda step: write(_write_row(step).rstrip())


def _write_row(step: RecipeStep) -> str:
    remarks = [step.remark] if step.remark else []
    if step.frozen:
        remarks.insert(0, f"frozen: {', '.join(step.frozen)}")
    return _ROW.format(
        step.number,
        step.name,
        f"{step.accuracy:.4f}",
        f"{step.loss:.4f}",
        ", ".join(f"{rate:.1e}" for rate in step.rates),
        step.epochs or "",
        f"{step.seconds:.1f}",
        "; ".join(remarks),
    )


def _render(result: dict[str, Any]) -> None:
    tta = result["test_with_tta"]
    show_numbers(
        f"{result['data']}, on the test set: {result['run']}",
        {
            "accuracy": result["test"]["metrics"]["accuracy"],
            "loss": result["test"]["metrics"]["loss"],
            f"accuracy with {tta['copies']} moved copies": tta["accuracy"],
            "ended": result["ended"],
        },
    )
    for path in result["pictures"]:
        click.echo(path)
