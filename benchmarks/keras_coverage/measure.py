"""Measure small models: which route carries each, how exactly, and on which engines it is right."""

import functools
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from kerasdigits.errors import ExportError
from kerasdigits.tfjs import export
from kerasdigits.tfjs.proof.browser_check import BrowserChecker
from kerasdigits.tfjs.proof.check import TOLERANCE, NodeChecker, relative_difference

ENGINES = ("cpu", "wasm", "webgl")
_LONGEST = 160


@dataclass(frozen=True)
class Case:
    """A small model, not made yet.

    Attributes:
        build: Makes the model.
        samples: Gives its parity samples, one array an input, or None to have them sampled.
    """

    build: Callable
    samples: Callable = lambda model: None


@dataclass(frozen=True)
class Result:
    """What was measured.

    Attributes:
        route: `layers`, `graph` or `none`.
        exactness: `native`, `composed`, `graph` or `refused`.
        engines: Engine -> `right`, or what is wrong.
        note: Why it is refused.
        folder: Where the model is, None when it was refused.
    """

    route: str
    exactness: str
    engines: dict[str, str] = field(default_factory=dict)
    note: str = ""
    folder: Path | None = None


def measure(cases: dict[str, Case], folder: Path, engines: tuple[str, ...] = ENGINES) -> dict:
    """Export all models, and have TensorFlow.js run them.

    Args:
        cases: Name -> the model.
        folder: Where model folders are made.
        engines: Which of `ENGINES` to ask; cpu is always asked.

    Returns:
        Name -> Result.
    """
    with NodeChecker() as node:
        results = {
            name: _export(case, folder / str(number), node)
            for number, (name, case) in enumerate(cases.items())
        }
    if "wasm" in engines:
        with NodeChecker() as node:
            results = _ask_all(results, "wasm", functools.partial(node.ask, backend="wasm"))
    if "webgl" in engines:
        with BrowserChecker() as browser:
            results = _ask_all(results, "webgl", browser.on("webgl"))
    return results


def _export(case: Case, folder: Path, node: NodeChecker) -> Result:
    """Export a model as `auto` does: the graph where the layers cannot carry it, or are wrong."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            model = randomize(case.build())
            samples = case.samples(model)
        except Exception as error:  # Keras's own, of any class
            return Result("none", "refused", note=f"Keras: {_shorten(error)}")
        reasons = []
        for format in ("layers", "graph"):
            path = folder.with_name(f"{folder.name}-{format}")
            try:
                report = export(model, path, format=format, check="off", parity_inputs=samples)
            except ExportError as error:
                reasons.append(_shorten(error))
                continue
            except Exception as error:  # a fault of ours, which the page shows
                reasons.append(f"fails: {type(error).__name__}: {_shorten(error)}")
                continue
            verdict = _judge(node.ask(path))
            if verdict == "right":
                return Result(format, _exactness(report), {"cpu": verdict}, folder=path)
            reasons.append(f"{format}: {verdict}")
    # What layers there are for, their table says best; what operations lack, the graph route.
    layers = case.samples(model) is None
    return Result("none", "refused", note=reasons[0 if layers else -1])


def randomize(model):
    """Give every weight a value that a mistake would show in.

    Args:
        model: The model.

    Returns:
        The model.
    """
    draw = np.random.default_rng(7)
    for variable in model.weights:
        if not str(variable.dtype).startswith("float"):
            continue
        positive = variable.name in ("moving_variance", "variance", "gamma", "scale")
        low, high = (0.5, 2.0) if positive else (-0.8, 0.8)
        variable.assign(draw.uniform(low, high, variable.shape).astype("float32"))
    return model


def _exactness(report) -> str:
    if report.format == "graph-model":
        return "graph"
    return "composed" if any("written as" in note for note in report.notes) else "native"


def _judge(answer: dict) -> str:
    """Say `right`, or what is wrong."""
    if not answer.get("ok"):
        return _shorten(answer.get("error"))
    gaps = [
        relative_difference(output["max_abs_difference"], output["max_abs_value"])
        for output in answer["outputs"]
    ]
    worst = max(gaps, default=0.0)
    return "right" if worst <= TOLERANCE else f"off by {worst:.0e}"


def _ask_all(results: dict, engine: str, ask: Callable) -> dict:
    """Have another engine run all that was exported."""
    return {
        name: replace(row, engines={**row.engines, engine: _judge(ask(row.folder))})
        if row.folder
        else row
        for name, row in results.items()
    }


def _shorten(error: object) -> str:
    """Say in a line of the table why something is refused, without this run's names."""
    text = " ".join(str(error).split()).replace("|", "/")
    lacks = re.match(r"The model needs operations that .*? Received: (.*)", text)
    if lacks:
        names = dict.fromkeys(re.findall(r'(\w+) in "', lacks[1]))
        return f"TensorFlow.js lacks {', '.join(names)}"
    text = re.sub(r'Model "\w+" cannot be traced by TensorFlow\. Received: ', "", text)
    text = re.sub(r"(\w+): Exception encountered when calling \w+\.call\(\)\.", r"\1:", text)
    text = re.sub(r' in "functional[\w/.]*"| Arguments received by .*', "", text)
    text = re.sub(r"<KerasTensor[^>]*>", "<KerasTensor>", text)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
