"""What NumPy warned of, in a learner's words: why a number is nan or infinite."""

from __future__ import annotations

import re

import numpy as np

from kerasdigits.practice.diagnosis.closeness import as_array
from kerasdigits.practice.diagnosis.finding import Outcome

# NumPy's words, and plainer ones; the first that fits is taken.
_PLAINLY = (
    (r"divide by zero encountered in log\w*", "takes the logarithm of 0"),
    (r"divide by zero encountered in (scalar )?power", "takes a negative power of 0"),
    (r"divide by zero", "divides by 0"),
    (r"invalid value encountered in sqrt", "takes the root of a negative number"),
    (r"invalid value encountered in log\w*", "takes the logarithm of a negative number"),
    (
        r"invalid value encountered in (scalar )?power",
        "takes a negative number to a power that is not whole, as a root is",
    ),
    (
        r"invalid value encountered in (scalar |true_)?divide",
        "divides 0 by 0, or infinity by infinity",
    ),
    (r"invalid value encountered in (scalar )?subtract", "subtracts infinity from infinity"),
    (r"invalid value encountered in (scalar )?(multiply|matmul)", "multiplies infinity by 0"),
    (r"overflow encountered in exp\w*", "takes an exponential too large for a float"),
    (r"overflow encountered in (scalar )?(\w+)", r"gets a number too large for a float in `\2`"),
    (r"Mean of empty slice", "takes the mean of no numbers"),
    (r"Degrees of freedom <= 0", "takes the spread of too few numbers"),
)
_UNKNOWN = "look for a division by 0, an overflow, a root or logarithm of a negative number"


def tell_cause(outcome: Outcome) -> str:
    """Tell why a result is not finite, as far as it is known.

    Args:
        outcome: A call whose result holds nan or infinity.

    Returns:
        What it does, as it follows a colon: what NumPy warned of, nan among the arguments, or
        where to look.
    """
    warned = outcome.answer.warned
    if warned is not None:
        where = "" if warned.line is None else f" (line {warned.line}: {warned.code})"
        return f"it {_tell_plainly(warned.text)}{where}"
    arrays = [as_array(arg) for arg in outcome.case.args]
    if any(array is not None and np.isnan(array).any() for array in arrays):
        return "there is nan among the arguments, and it spreads"
    return _UNKNOWN


def _tell_plainly(text: str) -> str:
    for pattern, plain in _PLAINLY:
        found = re.match(pattern, text)
        if found:
            return found.expand(plain)
    return f"makes NumPy warn: {text}"
