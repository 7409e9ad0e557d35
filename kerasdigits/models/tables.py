"""Models of tables: collaborative filtering, and entity embeddings beside plain numbers.

Both take one array `(n, features)` in which the ids of categories are whole floats, so that a page
sends one tensor and TensorFlow.js needs no layer of ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kerasdigits.errors import ModelError

if TYPE_CHECKING:
    import keras

    from kerasdigits.data import Column

FACTORS = 50
STARS = 5.5  # a sigmoid comes close to its ends only; half a star beyond five lets it give five


def build_collab(columns: tuple[Column, ...], num_outputs: int) -> keras.Model:
    """Build `5.5 * sigmoid(user · item + user's bias + item's bias)`.

    Source: fastbook chapter 8 (`DotProductBias`, with its 50 factors and its range).

    Args:
        columns: Two of categories: who rates, and what is rated.
        num_outputs: 1.

    Returns:
        A model of inputs `(n, 2)` and ratings `(n, 1)`.

    Raises:
        ModelError: The columns are others, or several numbers are to be predicted.
    """
    from keras import Input, Model, layers

    if len(columns) != 2 or not all(column.categories for column in columns) or num_outputs != 1:
        raise ModelError(
            "The collab model takes who rates and what is rated, and gives one rating",
            received=_describe(columns),
            remedy="Choose the data ratings or movielens-100k, or another model",
        )
    inputs = Input((2,), name="inputs")
    factors, biases = [], []
    for number, (name, column) in enumerate(zip(("user", "item"), columns, strict=True)):
        ids = inputs[:, number : number + 1]
        sizes = {"input_dim": len(column.categories), "embeddings_initializer": _small()}
        factors.append(layers.Embedding(output_dim=FACTORS, name=f"{name}_factors", **sizes)(ids))
        biases.append(layers.Embedding(output_dim=1, name=f"{name}_bias", **sizes)(ids))
    product = layers.Dot(axes=2, name="product")(factors)
    total = layers.Flatten(name="total")(layers.Add(name="sum")([product, *biases]))
    share = layers.Activation("sigmoid", name="share")(total)
    return Model(inputs, layers.Rescaling(STARS, name="stars")(share), name="collab")


def build_tabular(columns: tuple[Column, ...], num_outputs: int) -> keras.Model:
    """Build an embedding for each column of categories, and dense layers of 200 and 100 units.

    Source: fastai v3 lesson 4 (`tabular_learner`, layers [200, 100], normalized before each).

    Args:
        columns: Of categories and of numbers; at least one.
        num_outputs: Classes or numbers to predict.

    Returns:
        A model of inputs `(n, features)` and outputs `(n, num_outputs)`.

    Raises:
        ModelError: There are no columns.
    """
    from keras import Input, Model, layers

    if not columns:
        raise ModelError(
            "The tabular model takes a table",
            received=_describe(columns),
            remedy="Choose the data census or adult, or another model",
        )
    inputs = Input((len(columns),), name="inputs")
    parts = []
    numbers = [i for i, column in enumerate(columns) if not column.categories]
    for number, column in enumerate(columns):
        if not column.categories:
            continue
        size = len(column.categories)
        embedding = layers.Embedding(
            size, choose_size(size), embeddings_initializer=_small(), name=f"embedding_{number}"
        )
        vector = embedding(inputs[:, number : number + 1])
        parts.append(layers.Flatten(name=f"vector_{number}")(vector))
    for number in numbers:
        parts.append(inputs[:, number : number + 1])
    x = layers.Concatenate(name="row")(parts) if len(parts) > 1 else parts[0]
    for index, units in enumerate((200, 100), start=1):
        x = layers.Dense(units, activation="relu", name=f"hidden_{index}")(x)
        # Keras's own 0.99 takes hundreds of steps to forget where it began; fastai's is 0.9.
        x = layers.BatchNormalization(momentum=0.9, name=f"normalized_{index}")(x)
    return Model(inputs, layers.Dense(num_outputs, name="outputs")(x), name="tabular")


def choose_size(categories: int) -> int:
    """Choose how long an embedding is, as fastai does: 1.6 n^0.56, at most 600.

    Args:
        categories: How many it tells apart.

    Returns:
        The numbers of each vector, at least 1.
    """
    return max(1, min(600, round(1.6 * categories**0.56)))


def _small() -> keras.Initializer:
    """Small vectors: a category that is never seen stays near 0."""
    from keras.initializers import TruncatedNormal

    return TruncatedNormal(stddev=0.01)


def _describe(columns: tuple[Column, ...]) -> str:
    return ", ".join(column.name for column in columns) or "data without columns"
