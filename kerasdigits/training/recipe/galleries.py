"""Which pictures to look at after a training, and in which order."""

from collections.abc import Sequence

import numpy as np

GALLERIES = {
    "right": "Some that were read right, drawn at random",
    "wrong": "Some that were misread, drawn at random",
    "most-confident-right": "Read right, the most certain first",
    "most-confident-wrong": "Misread, the most certain first",
    "least-certain": "The least certain first",
}
COUNT = 8


def choose_galleries(
    probabilities: np.ndarray, labels: np.ndarray, seed: int = 0, count: int = COUNT
) -> dict[str, np.ndarray]:
    """Choose the five galleries of fast.ai's first lesson.

    How certain a model is of a picture is the largest of its probabilities.

    Args:
        probabilities: `(n, num_classes)`.
        labels: `(n,)` int.
        seed: Of the two galleries that are drawn.
        count: Pictures in a gallery, or fewer where there are not as many.

    Returns:
        The samples' numbers by the names of `GALLERIES`, in the order that these say.
    """
    certainty = probabilities.max(axis=1)
    is_right = probabilities.argmax(axis=1) == labels
    right, wrong = np.flatnonzero(is_right), np.flatnonzero(~is_right)
    rng = np.random.default_rng(seed)

    def order(samples: np.ndarray) -> np.ndarray:
        return samples[np.argsort(-certainty[samples], kind="stable")]

    chosen = {
        "right": rng.permutation(right),
        "wrong": rng.permutation(wrong),
        "most-confident-right": order(right),
        "most-confident-wrong": order(wrong),
        "least-certain": np.argsort(certainty, kind="stable"),
    }
    return {name: samples[:count] for name, samples in chosen.items()}


def caption_images(
    labels: np.ndarray, probabilities: np.ndarray, class_names: Sequence[str]
) -> list[str]:
    """Say of each image what it is, what it was read as, and how certainly.

    Args:
        labels: `(n,)` int.
        probabilities: `(n, num_classes)`.
        class_names: A name for each class.

    Returns:
        Two lines for each image.
    """
    texts = []
    for label, row in zip(labels, probabilities, strict=True):
        guess = int(row.argmax())
        name = class_names[label]
        read = name if guess == label else f"{name} read as {class_names[guess]}"
        texts.append(f"{read}\n{row[guess]:.1%} sure")
    return texts
