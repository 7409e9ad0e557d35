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
        "jax": Pace(1.7, 646_000),
        "tensorflow": Pace(2.1, 502_000),
        "torch": Pace(1.6, 362_000),
    },
    "mlp": {
        "jax": Pace(1.5, 624_000),
        "tensorflow": Pace(1.7, 505_000),
        "torch": Pace(1.5, 288_000),
    },
    "cnn": {"jax": Pace(3.0, 6_200), "tensorflow": Pace(2.5, 10_700), "torch": Pace(2.0, 15_200)},
    "mnist-transfer-cnn": {
        "jax": Pace(2.7, 828),
        "tensorflow": Pace(2.0, 6_310),
        "torch": Pace(2.0, 5_060),
    },
    "conv-and-res": {
        "jax": Pace(4.5, 13_400),
        "tensorflow": Pace(3.4, 7_740),
        "torch": Pace(1.8, 15_200),
    },
    "resnet18": {"jax": Pace(7.1, 120), "tensorflow": Pace(5.0, 792), "torch": Pace(2.5, 384)},
    "collab": {
        "jax": Pace(1.8, 2_540_000),
        "tensorflow": Pace(1.8, 242_000),
        "torch": Pace(1.6, 247_000),
    },
    "tabular": {
        "jax": Pace(3.5, 626_000),
        "tensorflow": Pace(3.2, 227_000),
        "torch": Pace(1.8, 200_000),
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
