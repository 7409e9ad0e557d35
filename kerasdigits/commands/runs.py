"""`kerasdigits runs`: the runs that there are, and in what some of them differ."""

from pathlib import Path
from typing import Any

import click

from kerasdigits.commands.console.completion import complete_runs
from kerasdigits.commands.console.output import say, show, show_table

_EPILOG = """\b
Examples:
  kerasdigits runs
  kerasdigits runs runs/digits-cnn runs/digits-mlp
"""


@click.command(epilog=_EPILOG)
@click.argument(
    "runs",
    metavar="[FOLDER|RUN RUN...]",
    nargs=-1,
    type=click.Path(path_type=Path),
    shell_complete=complete_runs,
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
def runs(runs: tuple[Path, ...], as_json: bool) -> None:
    """List the runs in a folder, or compare two runs and more.

    Without arguments it lists those in ./runs, and those of sweeps in it. Of runs that are named it
    shows their settings, versions and metrics where they are not all the same.
    """
    from kerasdigits.runs import RunFolder
    from kerasdigits.runs.compare import find_differences, find_runs, summarize

    named = [path for path in runs if (path / "run.json").is_file()]
    if len(runs) > 1 or named:
        compared = [RunFolder(path) for path in runs]
        rows = [summarize(run) for run in compared]
        differences = find_differences(compared) if len(compared) > 1 else {}
        show({"runs": rows, "differences": differences}, as_json, _render_differences)
        return
    found, unread = find_runs(runs[0] if runs else Path("runs"))
    show({"runs": [summarize(run) for run in found], "unread": unread}, as_json, _render_list)
    for sentence in unread:
        say(sentence)


def _render_list(result: dict[str, Any]) -> None:
    rows = [
        [
            one["run"],
            one["status"],
            one["data"],
            one["model"],
            f"{one['epochs']} in {one['seconds']} s",
            _tell(one["metrics"].get("test_accuracy", one["metrics"].get("test_loss"))),
        ]
        for one in result["runs"]
    ]
    show_table("Runs", ["run", "status", "data", "model", "epochs", "test"], rows)


def _render_differences(result: dict[str, Any]) -> None:
    names = [one["run"] for one in result["runs"]]
    if len(names) == 1:
        return _render_list(result)
    if not result["differences"]:
        return click.echo("These runs do not differ.")
    rows = [[name, *map(_tell, values)] for name, values in result["differences"].items()]
    show_table("Differences", ["", *names], rows)


def _tell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return f"{value:.4g}" if isinstance(value, float) else str(value)
