"""What Keras computes, in float64, so that every backend gives the same bytes.

The float32 results of TensorFlow, JAX, PyTorch and NumPy differ in their last bits, because each
sums in an order of its own. Their float64 results differ by some 1e-16 of the values inside; cut
back to float32 they are the same.
"""

import contextlib
import math
import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kerasdigits.errors import ExportError, drop_middle
from kerasdigits.tfjs.reference.double_precision import computing_in_float64, graphs_of, replaced
from kerasdigits.tfjs.reference.keras_altered import calling_for_inference
from kerasdigits.tfjs.reference.keras_internals import (
    RUN_THROUGH_GRAPH,
    all_layers,
    calls_of,
    input_structure,
    nodes_in_order,
    output_structure,
)
from kerasdigits.tfjs.reference.list_model import ListModel
from kerasdigits.tfjs.reference.precision import computing_in_float32

if TYPE_CHECKING:
    import keras

# Keras underlines parts of its messages with a terminal's control sequences.
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
# So much of the largest activation, in float64, may be in memory at once.
_BATCH_BYTES = 16 * 1024 * 1024
_LARGEST_BATCH = 32
# Results are whole multiples of 2**-40 (1e-12) of the output's largest value, or of 2**-6 where all
# are smaller. Where one backend sums to 0 and another to 1e-17, both give 0; float32 itself keeps
# 2**-24 of a value.
_GRID_BITS = 40
_SMALLEST_SCALE = 2.0**-6
# How far the float32 results of a layer that is not Keras's may lie from its float64 results.
_PLAUSIBLE = 1e-4
# A terminal's control sequences; which layer was called, and on what.
_AROUND = re.compile(
    r"\x1b\[[0-9;]*m|Exception encountered when calling [\w.]+\(\)\.|\s*Arguments received by .*",
    re.DOTALL,
)


@dataclass(frozen=True)
class Reference:
    """What Keras computes.

    Attributes:
        outputs: One array for each output, in the order of `model.outputs`.
        precision: `float64`, or `float32` where a layer cannot compute in another.
        notes: A sentence when the results are those of the backend in float32.
    """

    outputs: list[np.ndarray]
    precision: str
    notes: tuple[str, ...] = ()


def compute_reference(
    model: "keras.Model | ListModel", inputs: list[np.ndarray], output_names: list[str]
) -> Reference:
    """Run the model in inference mode, in batches.

    Args:
        model: The model; its weights are float32.
        inputs: One array for each input.
        output_names: What to call the outputs in an error.

    Returns:
        The outputs, the same on every backend when the precision is float64.

    Raises:
        ExportError: Keras cannot run the model on them, or computes NaN or infinity.
    """
    try:
        with computing_in_float64(model):
            outputs = [_settle(array) for array in _run_in_batches(model, inputs)]
        reason = _implausible(model, inputs, outputs)
    except Exception as error:  # a layer with float32 written into its code; each has its own
        reason = f"{type(error).__name__}: {drop_middle(_tell(error), 160)}"
    if reason is None:
        _require_finite(outputs, output_names)
        return Reference(outputs=outputs, precision="float64")
    outputs = _run_or_explain(model, inputs)
    _require_finite(outputs, output_names)
    note = (
        f"the parity samples hold the {_backend()} backend's float32 results, whose last bits "
        f"differ between backends: the model does not run in float64 ({reason})"
    )
    return Reference(outputs=outputs, precision="float32", notes=(note,))


def _tell(error: Exception) -> str:
    """Give the text of an error on one line, without what Keras puts round those of a layer."""
    return " ".join(_AROUND.sub("", str(error)).split())


def measure_rounding(
    model: "keras.Model | ListModel", inputs: list[np.ndarray], reference: Reference
) -> float:
    """Measure how much of its outputs a model loses to rounding in float32.

    Args:
        model: The model.
        inputs: One array for each input.
        reference: What `compute_reference` gave for them.

    Returns:
        The largest difference of Keras's float32 results from its float64 results, relative to
        the largest value of the output; 0.0 where there are no float64 results, or no others.
    """
    if reference.precision != "float64":
        return 0.0
    try:
        with computing_in_float32(model):
            plain = _run_in_batches(model, inputs)
    except Exception:  # it ran in float64, so this is the backend's; there is nothing to tell then
        return 0.0
    losses = [0.0]
    for exact, array in zip(reference.outputs, plain, strict=True):
        scale = np.abs(exact).max(initial=0.0) or 1.0
        losses.append(float(np.abs(exact.astype("float64") - array).max(initial=0.0) / scale))
    return max(losses)


@contextlib.contextmanager
def freeing_tensors(model: "keras.Model") -> Iterator[None]:
    """Have the model, and those nested in it, predict and forget each tensor after its last use.

    Keras keeps all tensors of a graph until the last is computed: 240 MB a picture for ResNet50.

    Args:
        model: The model.
    """
    with contextlib.ExitStack() as stack:
        graphs = graphs_of(model)
        stack.enter_context(calling_for_inference(graphs))
        for graph in graphs:
            run = _freeing_run(graph)
            stack.enter_context(replaced(vars(graph), RUN_THROUGH_GRAPH, run))
        yield


def _freeing_run(function: Any) -> Callable:
    """Give the method by which a graph runs (keras/src/ops/function.py), but forgetting tensors."""
    import keras

    nodes = [node for node in nodes_in_order(function) if node.operation and not node.is_input]
    readers = Counter(id(tensor) for node in nodes for tensor in node.input_tensors)
    readers.update(id(tensor) for tensor in function.outputs)

    def run(inputs: Any, operation_fn: Callable = lambda operation: operation) -> Any:
        given = zip(function.inputs, keras.tree.flatten(inputs), strict=True)
        values = {id(tensor): value for tensor, value in given}
        left = readers.copy()
        for node in nodes:
            args, kwargs = node.arguments.fill_in(values)
            results = keras.tree.flatten(operation_fn(node.operation)(*args, **kwargs))
            for tensor, value in zip(node.outputs, results, strict=True):
                if left[id(tensor)]:
                    values[id(tensor)] = value
            del args, kwargs, results, value
            for tensor in node.input_tensors:
                left[id(tensor)] -= 1
                if not left[id(tensor)]:
                    del values[id(tensor)]
        outputs = [values[id(tensor)] for tensor in function.outputs]
        return keras.tree.pack_sequence_as(output_structure(function), outputs)

    return run


def _run_in_batches(model: "keras.Model", inputs: list[np.ndarray]) -> list[np.ndarray]:
    """Run the model on all samples; one array for each output."""
    count = len(inputs[0])
    fixed = model.inputs[0].shape[0]
    batch = fixed or math.ceil(count / math.ceil(count / _batch_size(model, inputs)))
    batches = []
    with freeing_tensors(model):
        for start in range(0, count, batch):
            # A fixed batch size gets full batches: the last one is padded with repeats.
            rows = np.arange(start, start + batch) % count
            rows = rows if fixed else rows[: count - start]
            batches.append(_run(model, [array[rows] for array in inputs]))
    return [np.concatenate(parts)[:count] for parts in zip(*batches, strict=True)]


def _batch_size(model: "keras.Model", inputs: list[np.ndarray]) -> int:
    """Tell how many samples fit, by the largest tensor of the graph; open sizes count as 1."""
    if any(getattr(layer, "reads_batch", False) for layer in all_layers(model)):
        return len(inputs[0])
    sizes = [array[0].size for array in inputs]
    for layer in all_layers(model):
        for node in calls_of(layer):
            sizes += [math.prod(size or 1 for size in out.shape[1:]) for out in node.outputs]
    return max(1, min(_LARGEST_BATCH, _BATCH_BYTES // (8 * max(sizes, default=1) or 1)))


def _run(model: "keras.Model", inputs: list[np.ndarray]) -> list[np.ndarray]:
    import keras

    structure = input_structure(model, inputs[0])
    with warnings.catch_warnings():
        # Of quantized layers Keras's numpy backend says that it computes no gradients.
        warnings.filterwarnings("ignore", message="`custom_gradient`")
        outputs = model(keras.tree.pack_sequence_as(structure, inputs), training=False)
    return [keras.ops.convert_to_numpy(output) for output in keras.tree.flatten(outputs)]


def _run_or_explain(model: "keras.Model", inputs: list[np.ndarray]) -> list[np.ndarray]:
    """Run the model as it is; whatever Keras or its backend raises becomes one line."""
    try:
        return _run_in_batches(model, inputs)
    except Exception as error:  # each backend has exceptions of its own
        raise ExportError(
            "Keras itself cannot run the model on the parity samples",
            received=f"{type(error).__name__}: {error}",
            remedy="Give parity_inputs that model.predict takes",
        ) from error


def _settle(array: np.ndarray) -> np.ndarray:
    """Round float64 results to the grid, and to float32: no rounding noise, no -0."""
    if array.dtype.kind != "f":
        return array
    largest = np.abs(array).max(initial=_SMALLEST_SCALE)
    if not np.isfinite(largest):
        return array
    grid = 2.0 ** (math.frexp(largest)[1] - _GRID_BITS)
    return (np.rint(array / grid) * grid).astype("float32") + np.float32(0)


def _implausible(
    model: "keras.Model", inputs: list[np.ndarray], outputs: list[np.ndarray]
) -> str | None:
    """Compare with float32 where code that is not Keras's might do something else in float64."""
    foreign = [
        type(layer).__name__
        for layer in all_layers(model)
        if type(layer).__module__.partition(".")[0] != "keras"
    ]
    if not foreign:
        return None
    for ours, plain in zip(outputs, _run_in_batches(model, inputs), strict=True):
        scale = np.abs(ours).max(initial=0.0) or 1.0
        if not np.abs(ours.astype("float64") - plain).max(initial=0.0) <= _PLAUSIBLE * scale:
            return f"{', '.join(sorted(set(foreign)))} gives other results there"
    return None


def _require_finite(outputs: list[np.ndarray], output_names: list[str]) -> None:
    for name, array in zip(output_names, outputs, strict=True):
        if np.isfinite(array).all():
            continue
        off = np.isneginf(array).any() and not (np.isnan(array) | np.isposinf(array)).any()
        raise ExportError(
            f'Output "{name}" is NaN or infinite for a parity sample',
            received="-inf, which cannot be compared" if off else None,
            remedy="End the model with its softmax, so that what is switched off is 0"
            if off
            else "Give parity_inputs from the range that the model was trained on",
        )


def _backend() -> str:
    import keras

    return keras.backend.backend()
