"""Examine a model folder: its own samples, and inputs that it has never seen.

The folder may come from any exporter. What runs it is given as a function, Node's TensorFlow.js
(`check.NodeChecker`) or a browser's (`browser_check.BrowserChecker`).
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kerasdigits.tfjs.format.tensor_record import decode_tensor
from kerasdigits.tfjs.proof.check import (
    DEEP_TOLERANCE,
    QUANTIZED_TOLERANCES,
    TOLERANCE,
    choose_tolerance,
    relative_difference,
)
from kerasdigits.tfjs.proof.compared_model import Batches, ComparedModel
from kerasdigits.tfjs.proof.fresh_inputs import sample_inputs
from kerasdigits.tfjs.proof.read_folder import find_metadata, find_parity, read_model_json
from kerasdigits.tfjs.reference.precision import as_float32

if TYPE_CHECKING:
    import keras

# One sample alone, and a number that no tile or vector width divides.
BATCH_SIZES = (1, 7)
_DEEP_KERNELS = 50

# ask(folder, batches, parity=...) -> answer, as `NodeChecker.ask` describes it
Ask = Callable[..., dict]


@dataclass(frozen=True)
class Finding:
    """One output on one set of inputs.

    Attributes:
        inputs: Which inputs: `12 stored` (the folder's samples), `1 random` or `7 random`; of other
            sizes than the samples `3 random, 20x34x3`.
        against: What TensorFlow.js's numbers were compared with: `Keras`, or `one by one` (its
            own for the same inputs, each alone).
        output: The output's name; empty when there is no output at all.
        max_abs_difference: The largest difference, None when there is nothing to compare.
        max_relative_difference: The same relative to the output's largest absolute value.
        tolerance: The largest relative difference that passes.
        error: Why nothing could be compared.
    """

    inputs: str
    against: str
    output: str
    max_abs_difference: float | None
    max_relative_difference: float | None
    tolerance: float
    error: str | None = None

    @property
    def passed(self) -> bool:
        """Whether the output is what it should be."""
        relative = self.max_relative_difference
        return self.error is None and relative is not None and relative <= self.tolerance


class Examiner:
    """Examines one folder, on as many backends as asked; inputs and Keras's outputs are the same.

    Args:
        folder: The model folder.
        model: The Keras model that was exported, to compare with, in float32 as it was exported;
            None compares each batch with its rows one by one.
        seed: Of the fresh inputs.

    Raises:
        ExportError: The folder holds no model.json, or a layer of the model is quantized.
    """

    def __init__(self, folder: Path, model: "keras.Model | None" = None, seed: int = 0):
        self.folder, self.seed = folder, seed
        # A model of a class of its own is run as it is.
        self.model = as_float32(model)[0] if getattr(model, "inputs", None) else model
        self.notes: list[str] = []
        # Made with the first answer: what the folder takes, only TensorFlow.js knows.
        self._compared: ComparedModel | None = None
        self._outputs: Batches | None = None
        self._other_sizes: tuple[Batches, Batches] | None = None
        self._content = read_model_json(folder)
        self._parity = find_parity(self._content)
        if self._parity is None:
            self.notes.append("the folder holds no samples with Keras's outputs")

    @cached_property
    def exact_tolerance(self) -> float:
        """How far float32 sums in another order may be apart."""
        kernels = [weight for weight in self._weights if len(weight["shape"]) > 1]
        return DEEP_TOLERANCE if len(kernels) > _DEEP_KERNELS else TOLERANCE

    @cached_property
    def tolerance(self) -> float:
        """How far TensorFlow.js may be from Keras: what the folder says, else by its weights."""
        if self._parity is not None:
            return float(self._parity.get("tolerance", TOLERANCE))
        quantized = {weight.get("quantization", {}).get("dtype") for weight in self._weights}
        known = [
            QUANTIZED_TOLERANCES[dtype] for dtype in quantized if dtype in QUANTIZED_TOLERANCES
        ]
        own = choose_tolerance(self.model) if self.model is not None else TOLERANCE
        return max([self.exact_tolerance, own, *known])

    def examine(self, ask: Ask) -> tuple[list[Finding], dict]:
        """Run the folder's samples and fresh inputs.

        Args:
            ask: What runs the folder.

        Returns:
            The findings, at least one, and TensorFlow.js's answer about the folder.

        Raises:
            ExportError: The model to compare with takes other inputs, or Keras cannot run it.
        """
        answer = ask(self.folder, None, parity=self._parity is not None)
        if not answer.get("ok"):
            return [self._failed("loading", "", answer.get("error"))], answer
        findings = [self._judge_stored(answer, output) for output in answer["outputs"]]
        return [*findings, *self._examine_fresh(ask, answer)], answer

    def _judge_stored(self, answer: dict, output: dict) -> Finding:
        gap, largest = output["max_abs_difference"], output["max_abs_value"]
        return Finding(
            inputs=f"{answer['samples']} stored",
            against="Keras",
            output=output["name"],
            max_abs_difference=gap,
            max_relative_difference=relative_difference(gap, largest),
            tolerance=self.tolerance,
        )

    def _examine_fresh(self, ask: Ask, answer: dict) -> list[Finding]:
        """Run inputs that the model has never seen."""
        names = answer["output_names"]
        if self.model is not None and self._compared is None:
            ordered = self._parity is not None
            self._compared = ComparedModel(self.model, answer["inputs"], ordered)
        batches = self._sample_batches(answer["inputs"])
        if self._compared is not None:
            findings = self._compare_with_keras(ask, self._compared, batches, names)
            return [*findings, *self._examine_other_sizes(ask, self._compared, names)]
        if self._is_stateful():
            self.notes.append("a stateful model remembers: its rows were not run one by one")
            return []
        if find_metadata(self._content).get("training_calls") == "as-called":
            self.notes.append("it normalizes by the batch: its rows were not run one by one")
            return []
        return self._compare_with_rows(ask, batches[-1], names)

    def _compare_with_keras(
        self, ask: Ask, compared: ComparedModel, batches: Batches, names: list[str]
    ) -> list[Finding]:
        labels = [f"{size} random" for size in BATCH_SIZES]
        if self._outputs is None:
            self._outputs, notes = compared.run(batches, names)
            self.notes += notes
        given = ask(self.folder, batches, parity=False)
        if not given.get("ok"):
            return [self._failed(label, "Keras", given.get("error")) for label in labels]
        received = given["batches"]
        expected = compared.reorder(self._outputs, names, received)
        return self._compare(labels, "Keras", names, expected, received, self.tolerance)

    def _examine_other_sizes(
        self, ask: Ask, compared: ComparedModel, names: list[str]
    ) -> list[Finding]:
        """Run other sizes than the samples', where the model leaves some open."""
        if self._other_sizes is None:
            samples = self._read_samples() or compared.make_samples()
            self._other_sizes = compared.run_other_sizes(samples, names, self.seed)
        batches, outputs = self._other_sizes
        labels = [f"{len(batch[0])} random, {_spell_sizes(batch)}" for batch in batches]
        if not batches:
            return []
        given = ask(self.folder, batches, parity=False)
        if not given.get("ok"):
            return [self._failed(label, "Keras", given.get("error")) for label in labels]
        received = given["batches"]
        expected = compared.reorder(outputs, names, received)
        return self._compare(labels, "Keras", names, expected, received, self.tolerance)

    def _compare_with_rows(
        self, ask: Ask, batch: list[np.ndarray], names: list[str]
    ) -> list[Finding]:
        """Compare a batch with TensorFlow.js's own numbers for each of its rows alone."""
        label, against = f"{len(batch[0])} random", "one by one"
        rows = [[array[i : i + 1] for array in batch] for i in range(len(batch[0]))]
        given = ask(self.folder, [batch, *rows], parity=False)
        if not given.get("ok"):
            return [self._failed(label, against, given.get("error"))]
        together, *alone = given["batches"]
        joined = [np.concatenate(parts) for parts in zip(*alone, strict=True)]
        return self._compare([label], against, names, [joined], [together], self.exact_tolerance)

    def _compare(
        self,
        labels: list[str],
        against: str,
        names: list[str],
        expected: Batches,
        received: Batches,
        tolerance: float,
    ) -> list[Finding]:
        """Compare output by output; one scale for an output, whatever the batch."""
        findings = []
        for label, wanted, given in zip(labels, expected, received, strict=True):
            if len(wanted) != len(given):
                counts = f"TensorFlow.js gives {len(given)} outputs, Keras {len(wanted)}"
                findings.append(self._failed(label, against, counts))
                continue
            for position, (name, ours, theirs) in enumerate(zip(names, wanted, given, strict=True)):
                largest = max(float(np.abs(batch[position]).max(initial=0)) for batch in expected)
                if len(ours) > 1 and np.ptp(ours, axis=0).max(initial=0) <= tolerance * largest:
                    self.notes.append(
                        f'output "{name}" is nearly the same for all inputs, so its agreement '
                        "proves little (an untrained or deep softmax, for one)"
                    )
                gap, error = _difference(ours, theirs)
                relative = None if gap is None else relative_difference(gap, largest)
                findings.append(
                    Finding(
                        inputs=label,
                        against=against,
                        output=name,
                        max_abs_difference=gap,
                        max_relative_difference=relative,
                        tolerance=tolerance,
                        error=error,
                    )
                )
        return findings

    def _failed(self, inputs: str, against: str, error: str | None) -> Finding:
        return Finding(
            inputs=inputs,
            against=against,
            output="",
            max_abs_difference=None,
            max_relative_difference=None,
            tolerance=self.tolerance,
            error=error or "no answer",
        )

    def _sample_batches(self, takes: list[dict]) -> Batches:
        samples = self._read_samples()
        if samples is None and self._compared is not None:
            samples = self._compared.make_samples()
        topology = self._content.get("modelTopology")
        arrays = sample_inputs(takes, samples, topology, sum(BATCH_SIZES), self.seed)
        ends = np.cumsum(BATCH_SIZES)[:-1]
        return [list(batch) for batch in zip(*(np.split(a, ends) for a in arrays), strict=True)]

    def _read_samples(self) -> list[np.ndarray] | None:
        if self._parity is None:
            return None
        return [decode_tensor(record) for record in self._parity["inputs"]]

    def _is_stateful(self) -> bool:
        return '"stateful": true' in json.dumps(self._content.get("modelTopology"))

    @property
    def _weights(self) -> list[dict]:
        groups = self._content.get("weightsManifest") or []
        return [weight for group in groups for weight in group["weights"]]


def _spell_sizes(batch: list[np.ndarray]) -> str:
    """Name the sizes of one sample: `13`, or `20x34x3`, of several inputs each once."""
    return ", ".join(dict.fromkeys("x".join(map(str, array.shape[1:])) for array in batch))


def _difference(expected: np.ndarray, received: np.ndarray) -> tuple[float | None, str | None]:
    """Give the largest difference, or why there is none."""
    if expected.shape != received.shape:
        return None, f"shape {received.shape} instead of {expected.shape}"
    for whose, array in (("expected", expected), ("TensorFlow.js's", received)):
        if not np.isfinite(array).all():
            return None, f"{whose} numbers hold NaN or infinity"
    gaps = np.abs(received.astype("float64") - expected.astype("float64"))
    return float(gaps.max(initial=0)), None
