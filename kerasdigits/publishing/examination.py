"""Examine a model folder in TensorFlow.js, in Node or a browser, beside the model it came from."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kerasdigits.models.outputs import with_probabilities
from kerasdigits.tfjs.proof.browser_check import BACKENDS, BrowserChecker
from kerasdigits.tfjs.proof.check import NodeChecker
from kerasdigits.tfjs.proof.examine import Ask, Examiner, Finding
from kerasdigits.tfjs.training_calls import settle_as_exported
from kerasdigits.training.trained import Trained

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True)
class Examination:
    """What was found of a model folder.

    Attributes:
        findings: The name of a backend of TensorFlow.js, and what one comparison there gave.
        facts: What TensorFlow.js says of the folder: `format`, `tfjs_version`.
        notes: What could not be examined, for example.
    """

    findings: list[tuple[str, Finding]]
    facts: dict[str, Any]
    notes: list[str]

    @property
    def passed(self) -> bool:
        """Whether every comparison passed."""
        return all(finding.passed for _, finding in self.findings)


def examine_folder(
    folder: Path,
    trained: Trained | None,
    *,
    browser: bool,
    seed: int,
    say: Callable[[str], None],
) -> Examination:
    """Replay a folder's own samples, then random inputs that the model has never seen.

    Args:
        folder: The model folder, of our exporter or of another one.
        trained: The model that it was exported from, to compare with; None compares each batch of
            the folder's outputs with its rows one by one.
        browser: Ask each backend in Chromium, instead of Node.
        seed: Of the random inputs.
        say: Told what is done next.

    Returns:
        What was found.

    Raises:
        ExportError: There is no such folder, the model is another one, or Node (Chromium) is
            missing.
    """
    model = None if trained is None else settle_as_exported(_model_to_compare(trained), folder)
    examiner = Examiner(folder, model, seed)
    findings: list[tuple[str, Finding]] = []
    facts: dict[str, Any] = {}
    with _open_checkers(browser, examiner.notes) as checkers:
        for name, ask in checkers.items():
            say(f"TensorFlow.js on {name}")
            found, answer = examiner.examine(ask)
            if answer.get("unavailable") and name == "webgpu":
                examiner.notes.append(f"not checked on webgpu: {answer['error']}")
                continue
            facts |= {key: answer[key] for key in ("format", "tfjs_version") if key in answer}
            findings += [(name, finding) for finding in found]
    return Examination(findings, facts, list(dict.fromkeys(examiner.notes)))


def _model_to_compare(trained: Trained) -> keras.Model:
    """Give the model as `publish` exports it: a run's with its probabilities."""
    return with_probabilities(trained.model, trained.link)


@contextlib.contextmanager
def _open_checkers(browser: bool, notes: list[str]) -> Iterator[dict[str, Ask]]:
    """Give the function to ask for each backend."""
    if not browser:
        with NodeChecker() as checker:
            yield {"cpu": checker.ask}
        return
    with BrowserChecker() as checker:
        notes.append(f"checked in {checker.version}")
        yield {name: checker.on(name) for name in BACKENDS}
