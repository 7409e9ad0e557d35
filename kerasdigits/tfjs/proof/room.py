"""More room for models whose layers round what they are given."""

import math

from kerasdigits.tfjs.reference.rounded_inputs import measure_steps
from kerasdigits.tfjs.request import RouteResult

# No model may be farther from Keras than this, whatever its layers round.
_MOST_ROOM = 0.1


def room_for_steps(written: RouteResult) -> float:
    """Tell how far apart two machines may be where layers round what they are given.

    Args:
        written: What a route wrote.

    Returns:
        The difference, relative to an output's largest value; 0.0 where no layer does so.
    """
    moved = measure_steps(written.float32_model, written.inputs, written.reference)
    return min(10.0 ** math.ceil(math.log10(2 * moved)), _MOST_ROOM) if moved else 0.0


def describe_room(room: float, tolerance: float) -> list[str]:
    """Say that whoever replays the samples gets more room than a model has that rounds nothing.

    Args:
        room: What they get.
        tolerance: What other models have.

    Returns:
        A sentence, or none.
    """
    if room == tolerance:
        return []
    return [
        "layers of the model round what they are given to 8 bits: a number in the middle may be "
        "rounded up on one machine and down on another, so whoever replays the samples is given "
        f"room for it, {room:g} of an output's largest value"
    ]
