"""How the hole `to_bytes_and_back` of tfjs-linear-regression is checked: by a search."""

import numpy as np

from kerasdigits.practice.hole import Edge, Hole, Mistake


def draw_weights(rng, shape=None):
    """Weights of one or two axes, which span 0."""
    shape = shape or tuple(rng.integers(4, 7, int(rng.integers(1, 3))))
    weights = rng.normal(0, rng.uniform(0.1, 3), shape)
    flat = weights.ravel()
    flat[0], flat[-1] = -abs(flat[0]) - 0.3, abs(flat[-1]) + 0.2
    return (weights,)


def search_nearest(weights):
    """Of the 256 numbers that a browser can read, the nearest to each weight."""
    low, high = float(weights.min()), float(weights.max())
    readable = np.array([low + byte * (high - low) / 255 for byte in range(256)])
    places = [int(np.argmin(np.abs(readable - weight))) for weight in weights.ravel()]
    return readable[places].reshape(weights.shape)


def weight_edges(rng):
    """Equal weights, all above zero, all below, one weight, tiny and large ones."""
    (weights,) = draw_weights(rng, (4, 3))
    return [
        Edge("weights that are all equal", (np.full((2, 3), 0.7),), "The scale would be 0."),
        Edge("a single weight", (np.array([-0.4]),), "The scale would be 0."),
        Edge("weights that are all 0", (np.zeros(5),), "The scale would be 0."),
        Edge("weights above 0", (5 + np.abs(weights),), "The minimum is the smallest weight."),
        Edge("weights below 0", (-5 - np.abs(weights),), "The minimum is the smallest weight."),
        Edge("tiny weights", (1e-4 * weights,), "Add nothing to the scale."),
        Edge("large weights", (1e6 * weights,), "Clip nothing."),
    ]


def store(weights, how=np.rint, steps=255.0, low=np.min, high=np.max):
    """The way there and back with one part changed."""
    minimum = low(weights)
    scale = (high(weights) - minimum) / steps
    return how((weights - minimum) / scale) * scale + minimum


def wrap(stored):
    """What a byte makes of other numbers."""
    return stored % 256


def cut(stored):
    """What np.clip makes of other numbers."""
    return np.clip(stored, 0, 255)


def keep(stored):
    """What no byte is, but what a float holds."""
    return stored


def store_from_0(limit, *, back=False, scale_of=np.ptp):
    """The bytes of the weights as they are; the minimum is added on the way back, or nowhere."""

    def send(weights):
        scale = scale_of(weights) / 255
        return limit(np.rint(weights / scale)) * scale + (weights.min() if back else 0)

    return send


TO_BYTES_AND_BACK = Hole(
    "to_bytes_and_back",
    example=(np.array([[-1.0, 0.307], [0.996, 4.1]]),),
    draw=draw_weights,
    oracle=search_nearest,
    edges=weight_edges,
    mistakes=(
        Mistake(
            "drops what is behind the point: a byte is the *nearest* whole number",
            lambda w: store(w, np.floor),
            "rounded",
        ),
        Mistake("rounds up: a byte is the *nearest* whole number", lambda w: store(w, np.ceil)),
        Mistake(
            "divides the range into 256 steps: from byte 0 to byte 255 there are 255",
            lambda w: store(w, steps=256.0),
        ),
        Mistake(
            "divides the range into 127 steps, as for bytes with a sign",
            lambda w: store(w, steps=127.0),
        ),
        Mistake("gives the weights as they were: a byte knows only 256 numbers", lambda w: w),
        Mistake(
            "gives the bytes: compute what the browser makes of them",
            lambda w: np.rint((w - w.min()) / (w.max() - w.min()) * 255),
        ),
        Mistake(
            "forgets to add the minimum on the way back",
            lambda w: search_nearest(w) - w.min(),
            "argument-offset",
        ),
        Mistake(
            "takes the largest absolute weight for the range on both sides of 0: the smallest "
            "weight is byte 0",
            lambda w: store(w, low=lambda v: -np.abs(v).max(), high=lambda v: np.abs(v).max()),
        ),
        Mistake(
            "takes the largest weight for the range: it is the largest less the smallest",
            lambda w: store(w, steps=255.0 * np.ptp(w) / w.max()),
        ),
        Mistake(
            "adds the smallest weight to the largest: the range is their difference",
            lambda w: store(w, steps=255.0 * np.ptp(w) / (w.max() + w.min())),
        ),
        Mistake(
            "takes the whole range for the scale: divide it by 255",
            lambda w: store(w, steps=1.0),
        ),
        Mistake(
            "multiplies by the scale on the way there: divide by it",
            lambda w: np.rint((w - w.min()) * np.ptp(w) / 255) * np.ptp(w) / 255 + w.min(),
        ),
        Mistake(
            "divides by the scale on the way back: multiply by it",
            lambda w: (search_nearest(w) - w.min()) / (np.ptp(w) / 255) ** 2 + w.min(),
        ),
        Mistake(
            "forgets the scale on the way back: multiply by it",
            lambda w: (search_nearest(w) - w.min()) / (np.ptp(w) / 255) + w.min(),
        ),
        Mistake(
            "takes the minimum away on the way back, where it is to be added",
            lambda w: search_nearest(w) - 2 * w.min(),
            "sign",
        ),
        Mistake(
            "drops what is behind the point, as // does: a byte is the *nearest* whole number",
            lambda w: (w - w.min()) // (np.ptp(w) / 255) * (np.ptp(w) / 255) + w.min(),
            "rounded",
        ),
        Mistake(
            "stores in int8, which ends at 127: a byte from 0 to 255 is a uint8",
            lambda w: (
                ((np.rint((w - w.min()) / np.ptp(w) * 255) + 128) % 256 - 128) * np.ptp(w) / 255
                + w.min()
            ),
        ),
        *(
            Mistake(
                "forgets to take the minimum away on the way there: weights below 0 have no "
                "byte then",
                store_from_0(limit, back=True),
            )
            for limit in (wrap, cut, keep)
        ),
        *(
            Mistake(
                "leaves out the minimum: weights below 0 have no byte then",
                store_from_0(limit, scale_of=scale_of),
            )
            for limit in (wrap, cut, keep)
            for scale_of in (np.ptp, np.max)
        ),
        Mistake(
            "divides the largest absolute weight by 127: the bytes go from the smallest weight "
            "to the largest",
            lambda w: np.rint(w / np.abs(w).max() * 127) * np.abs(w).max() / 127,
        ),
        Mistake(
            "lets byte 0 stand for 0, so that weights below it are lost",
            lambda w: store(np.maximum(w, 0), low=lambda v: 0.0),
        ),
        Mistake("rounds the weights themselves to whole numbers", lambda w: np.rint(w), "rounded"),
    ),
)
