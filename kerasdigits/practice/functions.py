"""The functions that holes receive, each made of data, so that none travels as code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


def make_bowl_gradient(hessian: np.ndarray, best: np.ndarray) -> Callable[[Any], np.ndarray]:
    """The gradient of a bowl: `hessian (k, k)` times the way from its lowest place, `best (k,)`."""
    return lambda place: hessian @ (np.asarray(place) - best)


def make_polynomial(coefficients: np.ndarray) -> Callable[[Any], Any]:
    """A polynomial of any array, the highest power first."""
    return lambda x: np.polyval(coefficients, x)


def make_body_asked_once(kernel: np.ndarray) -> Callable[[Any], np.ndarray]:
    """A frozen layer with ReLU, of `kernel (k, m)`, that answers once and then no more."""
    asked: list[bool] = []

    def body(x: Any) -> np.ndarray:
        if asked:
            raise RuntimeError("the body was asked a second time: keep what it gave the first time")
        asked.append(True)
        return np.maximum(np.asarray(x) @ kernel, 0)

    return body


def make_cubic(hessian: np.ndarray, cubes: np.ndarray) -> Callable[[Any], float]:
    """A height over places (k,): a bowl of a `hessian (k, k)`, and each number's cube, weighted."""

    def height(place: Any) -> float:
        p = np.asarray(place, float)
        if p.shape != cubes.shape:
            raise ValueError(
                f"the function takes one place of shape {cubes.shape}, and got {p.shape}"
            )
        return float(p @ hessian @ p / 2 + np.sum(cubes * p**3))

    return height


FUNCTIONS: dict[str, Callable[..., Callable[..., Any]]] = {
    "body_asked_once": make_body_asked_once,
    "bowl_gradient": make_bowl_gradient,
    "polynomial": make_polynomial,
    "cubic": make_cubic,
}


def make_function(name: str, data: dict[str, Any]) -> Callable[..., Any]:
    """Make a function of its name and its data.

    Raises:
        KeyError: There is none of that name.
    """
    return FUNCTIONS[name](**data)
