"""Which backend trains which model soonest, on as many samples as there are.

Measured by `python benchmarks/backends.py` on a CPU with 2 cores (docs/records.md tells when): each
architecture of the registry by its own recipe, augmentation included. A backend that computes
slowly may begin early, so the number of samples decides, too.
"""

from typing import NamedTuple

from kerasdigits.backend import FITTING_BACKENDS


class Pace(NamedTuple):
    """How a backend trains a model.

    Attributes:
        before: Seconds before the steps: its import, the first weights, compiling.
        rate: Samples a second from then on.
    """

    before: float
    rate: float


PACES: dict[str, dict[str, Pace]] = {
    "logistic": {
        "jax": Pace(2.0, 757_000),
        "tensorflow": Pace(2.4, 499_000),
        "torch": Pace(2.7, 330_000),
    },
    "mlp": {
        "jax": Pace(2.0, 501_000),
        "tensorflow": Pace(2.3, 241_000),
        "torch": Pace(2.5, 261_000),
    },
    "cnn": {"jax": Pace(3.8, 4_590), "tensorflow": Pace(3.8, 5_310), "torch": Pace(3.2, 4_590)},
    "mnist-transfer-cnn": {
        "jax": Pace(3.5, 709),
        "tensorflow": Pace(2.6, 4_340),
        "torch": Pace(3.1, 2_800),
    },
    "conv-and-res": {
        "jax": Pace(5.9, 9_110),
        "tensorflow": Pace(4.5, 6_640),
        "torch": Pace(3.7, 5_800),
    },
    "resnet18": {"jax": Pace(8.6, 101), "tensorflow": Pace(7.1, 590), "torch": Pace(5.1, 366)},
    "collab": {
        "jax": Pace(2.1, 1_371_000),
        "tensorflow": Pace(2.3, 184_000),
        "torch": Pace(2.7, 240_000),
    },
    "tabular": {
        "jax": Pace(4.9, 499_000),
        "tensorflow": Pace(4.0, 269_000),
        "torch": Pace(3.3, 203_000),
    },
}
# Of the time that the first of `FITTING_BACKENDS` takes: what differs by less is noise, and it is
# the smallest to import and always installed.
_WORTH_ANOTHER = 0.9


def order_backends(model: str, samples: int) -> tuple[tuple[str, ...], str]:
    """Order the backends by when they would end a training, the first to end first.

    Args:
        model: An architecture's name, or `PATH.py:function`, of which nothing is known.
        samples: How many it is trained on, each counted once an epoch.

    Returns:
        The backends, and in a few words why the first installed one of them is taken.
    """
    name = model.replace("_", "-")
    if name not in PACES:
        return FITTING_BACKENDS, "the fastest installed for most models"
    seconds = {backend: pace.before + samples / pace.rate for backend, pace in PACES[name].items()}
    seconds[FITTING_BACKENDS[0]] *= _WORTH_ANOTHER
    order = tuple(sorted(seconds, key=seconds.__getitem__))
    return order, f"the fastest installed for {name} and {samples:,} samples in all"
