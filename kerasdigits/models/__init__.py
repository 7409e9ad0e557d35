"""The registry of architectures, and reading and writing models."""

from kerasdigits.models.load import load_model
from kerasdigits.models.outputs import as_probabilities, with_probabilities
from kerasdigits.models.registry import ARCHITECTURES, Architecture, build

__all__ = [
    "ARCHITECTURES",
    "Architecture",
    "as_probabilities",
    "build",
    "load_model",
    "with_probabilities",
]
