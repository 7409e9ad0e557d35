"""The hand-made models of the test site: small enough to be checked with NumPy."""

from __future__ import annotations

import numpy as np
from handmade import DenseModel, write_index, write_script

__all__ = ["MODELS", "write_index", "write_script"]

MNIST = {"recipe": "mnist", "size": [28, 28]}
FASHION = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt")


def lines_model() -> DenseModel:
    """Tells an upright line from a flat one on 28x28: the page's recipe puts both in the middle."""
    upright = np.full((28, 28), -0.2)
    upright[:, 11:18] = 0.4
    kernel = np.stack([upright.ravel(), upright.T.ravel()], axis=1)
    metadata = {
        "task": "classification",
        "output": "probabilities",
        "class_names": ["upright", "flat"],
        "preprocess": MNIST,
        "training": {"data": "lines", "epochs": 3, "metrics": {"test_accuracy": 0.9876}},
        "parameters": 1570,
    }
    return DenseModel("a-lines", kernel, np.zeros(2), (28, 28, 1), metadata=metadata)


def digits_model() -> DenseModel:
    """Ten classes on 8x8 with random weights."""
    rng = np.random.default_rng(1)
    metadata = {
        "task": "classification",
        "class_names": [str(digit) for digit in range(10)],
        "preprocess": {"recipe": "uci", "size": [8, 8]},
    }
    return DenseModel(
        "b-digits",
        rng.normal(0, 0.3, (64, 10)),
        rng.normal(0, 0.1, 10),
        (8, 8, 1),
        metadata=metadata,
    )


def number_model() -> DenseModel:
    """One number in, one number out: y = 0.021 x + 0.31."""
    metadata = {
        "task": "regression",
        "preprocess": None,
        "training": {"input_name": "size (MB)", "output_name": "time (s)"},
    }
    return DenseModel(
        "c-time", np.array([[0.021]]), np.array([0.31]), (1,), "linear", metadata=metadata
    )


def features_model() -> DenseModel:
    """Three numbers in, one out."""
    metadata = {"task": "regression", "preprocess": None}
    kernel = np.array([[1.0], [-2.0], [0.5]])
    return DenseModel("d-features", kernel, np.array([0.25]), (3,), "linear", metadata=metadata)


def clothes_model() -> DenseModel:
    """Seven classes with long names, whole pictures."""
    rng = np.random.default_rng(2)
    metadata = {
        "class_names": list(FASHION),
        "preprocess": {"recipe": "resize", "size": [28, 28], "channels": 1},
    }
    kernel = rng.normal(0, 0.1, (784, 7))
    return DenseModel("e-clothes", kernel, rng.normal(size=7), (28, 28, 1), metadata=metadata)


def colours_model() -> DenseModel:
    """Red, green or blue on 4x4 pixels: RGB by upload."""
    kernel = np.tile(np.eye(3) * 0.5, (16, 1))
    metadata = {
        "class_names": ["red", "green", "blue"],
        "preprocess": {"recipe": "resize", "size": [4, 4], "channels": 3},
    }
    return DenseModel("f-colours", kernel, np.zeros(3), (4, 4, 3), metadata=metadata)


def foreign_model() -> DenseModel:
    """Somebody else's: raw scores of 14 classes, no metadata, no samples; 44 kB of weights."""
    rng = np.random.default_rng(3)
    kernel = rng.normal(0, 0.1, (784, 14))
    return DenseModel(
        "g-foreign", kernel, rng.normal(size=14), (28, 28, 1), "linear", metadata={"parity": None}
    )


def signed_model() -> DenseModel:
    """Three classes with long names whose numbers are scores, as of a model trained with mae."""
    rng = np.random.default_rng(4)
    metadata = {
        "task": "classification",
        "output": None,
        "class_names": [
            "a very long name of the first class",
            "Brandenburg Gate at night",
            "rhododendron",
        ],
        "preprocess": MNIST,
    }
    kernel = rng.normal(0, 0.02, (784, 3))
    bias = np.array([0.9, -0.5, 0.1])
    return DenseModel("h-scores", kernel, bias, (28, 28, 1), "linear", metadata=metadata)


def flowers_model() -> DenseModel:
    """Four measurements in, three classes out."""
    rng = np.random.default_rng(6)
    metadata = {
        "task": "classification",
        "output": "probabilities",
        "class_names": ["setosa", "versicolor", "virginica"],
        "preprocess": None,
        "training": {"data": "iris", "input_name": ["sepal length", "sepal width", "petal length"]},
    }
    return DenseModel(
        "i-flowers", rng.normal(size=(4, 3)), rng.normal(size=3), (4,), metadata=metadata
    )


def tags_model() -> DenseModel:
    """Three tags, each with a sigmoid of its own."""
    rng = np.random.default_rng(8)
    metadata = {
        "task": "classification",
        "output": "probabilities",
        "class_names": ["round", "straight", "crossed"],
        "preprocess": MNIST,
    }
    kernel = rng.normal(0, 0.1, (784, 3))
    return DenseModel(
        "j-tags", kernel, np.array([1.0, 1.0, -1.0]), (28, 28, 1), "sigmoid", metadata=metadata
    )


def table_model() -> DenseModel:
    """A row of a film and an age in, stars out; a title that would like to be a tag."""
    metadata = {
        "task": "regression",
        "preprocess": None,
        "training": {"output_name": "minutes"},
        "columns": [
            {"name": "film", "categories": ["The Merry Rocket", "<b>Bold</b>", "The Last Waltz"]},
            {"name": "age", "mean": 45.0, "deviation": 12.0, "low": 17.0, "high": 90.0},
        ],
    }
    kernel = np.array([[2.0], [-1.5]])
    return DenseModel("k-table", kernel, np.array([7.0]), (2,), "linear", metadata=metadata)


def ratings_model() -> DenseModel:
    """Two people and seven films: stars by a rule in which the later films are the better ones."""
    metadata = {
        "task": "regression",
        "preprocess": None,
        "training": {"output_name": "stars"},
        "columns": [
            {"name": "user", "categories": ["Ann", "Bob"]},
            {"name": "film", "categories": [f"Part {n}" for n in range(1, 8)]},
        ],
    }
    kernel = np.array([[0.5], [0.25]])
    return DenseModel("l-ratings", kernel, np.array([2.0]), (2,), "linear", metadata=metadata)


_ALL = (
    lines_model,
    digits_model,
    number_model,
    features_model,
    clothes_model,
    colours_model,
    foreign_model,
    signed_model,
    flowers_model,
    tags_model,
    table_model,
    ratings_model,
)
MODELS: dict[str, DenseModel] = {model.name: model for model in (make() for make in _ALL)}
