"""The data room: data sets by name or path, and the recipes that turn drawings into inputs.

    from kerasdigits.data import load
    digits = load("digits")

Importing it imports no Keras, no scikit-learn and no Pillow.
"""

from kerasdigits.data import preprocess
from kerasdigits.data.dataset import Dataset, classification, regression
from kerasdigits.data.load import load
from kerasdigits.data.registry import NAMES, SOURCES, Source
from kerasdigits.data.split import split_validation

__all__ = [
    "NAMES",
    "SOURCES",
    "Dataset",
    "Source",
    "classification",
    "load",
    "preprocess",
    "regression",
    "split_validation",
]
