"""No value at all: an error, an endless loop, an exit."""

from __future__ import annotations

import ast
import dataclasses
import re

from kerasdigits.practice.diagnosis.finding import Finding, Seen

# NumPy's words for what does not fit together, and plainer ones.
_PRODUCT = re.compile(r"matmul: Input operand 1 .*\(size (\d+) is different from (\d+)\)")
_PRODUCT_PLAINLY = (
    r"in a product a @ b, a has \2 columns and b has \1 rows: these must be the same number"
)
_RAGGED = re.compile(r"setting an array element with a sequence\. .*inhomogeneous.*?part\.")
_RAGGED_PLAINLY = "NumPy makes no array of parts of several shapes"
_STRETCH = re.compile(r"operands could not be broadcast together with shapes (\(.*?\)) (\(.*?\)) ?")


def _tell_plainly(text: str) -> str:
    """Put what NumPy says of shapes into a learner's words; another text stays as it is."""
    text = _PRODUCT.sub(_PRODUCT_PLAINLY, text)
    text = _RAGGED.sub(_RAGGED_PLAINLY, text)
    return _STRETCH.sub(_tell_stretch, text)


def _tell_stretch(found: re.Match[str]) -> str:
    """Say of two shapes that they do not fit, and what helps where an axis was lost."""
    shapes = [ast.literal_eval(shape) for shape in found.groups()]
    first, second = shapes
    plain = f"an array of shape {first} and one of shape {second} do not fit together"
    longer, shorter = sorted(shapes, key=len, reverse=True)
    if len(longer) == len(shorter) + 1 and shorter == longer[:-1]:
        plain += ": keep the last axis, by keepdims=True or [..., None]"
    return plain


def find_failure(seen: Seen) -> Finding | None:
    """Explain calls that gave no value."""
    failed = [one for one in seen.outcomes if one.answer.failure is not None]
    if not failed:
        return None
    # What ends a process is the last of its answers, and matters more than an exception before.
    first = min(failed, key=lambda one: one.answer.failure.kind == "raises")  # type: ignore[union-attr]
    failure = first.answer.failure
    assert failure is not None
    failure = dataclasses.replace(failure, text=_tell_plainly(failure.text))
    message = str(failure)
    if failure.kind == "raises" and len(failed) < len(seen.outcomes):
        edges = [one.case.edge for one in failed]
        if edges[0] is not None and all(edge is not None for edge in edges):
            return Finding("edge", f"{message} for {edges[0].what}. {edges[0].advice}", first)
        if seen.is_right(seen.outcomes[0]):
            message += ", but not for the example"
            if _only_other_sizes_fail(seen):
                return Finding(
                    "one-size", f"works for the example's size only: it {failure}", first
                )
            return Finding("raises", message, first)
    return Finding(failure.kind, message, first)


def _only_other_sizes_fail(seen: Seen) -> bool:
    """Whether what raised, and nothing else, has another size than the example."""
    own = measure_sizes(seen.usual[0].case.args)
    return all(
        (one.answer.failure is None) == (measure_sizes(one.case.args) == own) for one in seen.usual
    )


def measure_sizes(args: tuple[object, ...]) -> tuple[object, ...]:
    """The sizes of the arguments that have one."""
    return tuple(
        len(arg) if isinstance(arg, list | tuple) else getattr(arg, "shape", None) for arg in args
    )
