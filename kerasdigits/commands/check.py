"""`kerasdigits check`: does TensorFlow.js compute what Keras does?"""

import contextlib
import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kerasdigits import backend
from kerasdigits.commands.options import backend_options, loading_options, output_options
from kerasdigits.commands.output import say, show, show_table

if TYPE_CHECKING:
    import keras

    from kerasdigits.tfjs.proof.examine import Ask

_EPILOG = """\b
Examples:
  kerasdigits check web/models/digits-cnn
  kerasdigits check public/model --against model.keras --browser
"""


@click.command(epilog=_EPILOG)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--against",
    metavar="RUN|MODEL",
    type=click.Path(path_type=Path),
    help="The model that was exported: Keras's own outputs for fresh random inputs are compared.",
)
@click.option(
    "--browser", is_flag=True, help="Ask Chromium (webgl, wasm, cpu, webgpu) instead of Node."
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    default=0,
    show_default=True,
    help="Of the random inputs.",
)
@loading_options
@backend_options
@output_options
@click.pass_context
def check(
    context: click.Context,
    folder: Path,
    against: Path | None,
    browser: bool,
    seed: int,
    custom_objects: tuple[str, ...],
    unsafe: bool,
    backend_name: str | None,
    device: str,
    as_json: bool,
    quiet: bool,
) -> None:
    """Load a model folder in TensorFlow.js and compare its numbers with Keras's.

    The samples that our export stored are replayed. Then come random inputs that the model has
    never seen, one alone and seven at once: compared with Keras's outputs when --against names the
    model, else seven at once with the same one by one. Folders of other exporters do too.

    Exit code 1 when anything differs by more than float32 explains: 1e-5 of an output's largest
    value, 1e-4 in a net of more than 50 layers, 1e-2 with float16 or uint16 weights, 1e-1 with
    uint8.
    """
    from kerasdigits.tfjs.proof.examine import Examiner

    model = None
    if against is not None:
        choice = backend.use(backend_name, device, candidates=backend.INFERENCE_BACKENDS)
        say(f"Backend: {choice.name} ({choice.reason})", quiet)
        model = _open_published(against, custom_objects, unsafe)
    examiner = Examiner(folder, model, seed)
    findings, facts = [], {}
    with _open_checkers(browser, examiner.notes) as checkers:
        for name, ask in checkers.items():
            say(f"TensorFlow.js on {name}", quiet)
            found, answer = examiner.examine(ask)
            if answer.get("unavailable") and name == "webgpu":
                examiner.notes.append(f"not checked on webgpu: {answer['error']}")
                continue
            facts |= {key: answer[key] for key in ("format", "tfjs_version") if key in answer}
            findings += [(name, finding) for finding in found]
    passed = all(finding.passed for _, finding in findings)
    result = {
        "folder": str(folder),
        "against": str(against) if against else None,
        "seed": seed,
        **facts,
        "passed": passed,
        "findings": [
            {"backend": name, **dataclasses.asdict(finding), "passed": finding.passed}
            for name, finding in findings
        ],
        "notes": list(dict.fromkeys(examiner.notes)),
    }
    show(result, as_json, _render)
    context.exit(0 if passed else 1)


def _open_published(path: Path, custom_objects: tuple[str, ...], unsafe: bool) -> "keras.Model":
    """Open the model as `kerasdigits export` publishes it: a run's with its probabilities."""
    from kerasdigits.commands.trained import open_trained
    from kerasdigits.models.outputs import with_probabilities
    from kerasdigits.tfjs.reference.precision import as_float32

    trained = open_trained(path, custom_objects, unsafe)
    model = trained.model
    if trained.run is not None:
        model = with_probabilities(model, trained.run.record["link"])
    # A model of a class of its own is run as it is.
    return as_float32(model, []) if getattr(model, "inputs", None) else model


@contextlib.contextmanager
def _open_checkers(browser: bool, notes: list[str]) -> Iterator[dict[str, "Ask"]]:
    """Give the function to ask for each backend."""
    if not browser:
        from kerasdigits.tfjs.proof.check import NodeChecker

        with NodeChecker() as checker:
            yield {"cpu": checker.ask}
        return
    from kerasdigits.tfjs.proof.browser_check import BACKENDS, BrowserChecker

    with BrowserChecker() as checker:
        notes.append(f"checked in {checker.version}")
        yield {name: checker.on(name) for name in BACKENDS}


def _render(result: dict[str, Any]) -> None:
    """Print a row for each output and inputs, a column for each backend."""
    backends = list(dict.fromkeys(row["backend"] for row in result["findings"]))
    separator = " " if len(backends) == 1 else "\n"  # four backends on 80 columns
    table: dict[tuple[str, ...], dict[str, dict]] = {}
    for row in result["findings"]:
        key = (row["inputs"], row["against"], row["output"])
        table.setdefault(key, {})[row["backend"]] = row
    rows = [
        [
            *key,
            *(_show_difference(cells.get(name), separator) for name in backends),
            "PASS" if all(cell["passed"] for cell in cells.values()) else "FAIL",
        ]
        for key, cells in table.items()
    ]
    title = f"{result['folder']}: largest difference (relative to its output's size)"
    show_table(title, ["inputs", "against", "output", *backends, ""], rows)
    for row in result["findings"]:
        if row["error"]:
            click.echo(f"  {row['backend']}, {row['inputs']}: {row['error']}")
    for note in result["notes"]:
        click.echo(f"  note: {note}")
    version = result.get("tfjs_version", "")
    if result["passed"]:
        click.echo(f"PASS: TensorFlow.js {version} computes what it should")
    else:
        failed = sum(not row["passed"] for row in result["findings"])
        click.echo(f"FAIL: {failed} of {len(result['findings'])} comparisons")


def _show_difference(row: dict[str, Any] | None, separator: str) -> str:
    if row is None or row["max_abs_difference"] is None:
        return "-"
    return f"{row['max_abs_difference']:.0e}{separator}({row['max_relative_difference']:.0e})"
