"""The functions that holes receive, each made of data, so that none travels as code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

# Writes a number or an array as a learner may type it.
Write = Callable[[Any], str]


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


def _write_bowl_gradient(write: Write, hessian: np.ndarray, best: np.ndarray) -> str:
    place = f"(place - {write(best)})" if best.any() else "place"
    steepness = hessian[0, 0]
    if np.array_equal(hessian, steepness * np.eye(len(hessian))):
        return f"lambda place: {write(steepness)} * {place}"
    return f"lambda place: {write(hessian)} @ {place}"


def _write_polynomial(write: Write, coefficients: np.ndarray) -> str:
    powers = {0: "", 1: " * x"}
    terms = [
        f"{write(abs(number))}{powers.get(power, f' * x**{power}')}"
        for power, number in zip(range(len(coefficients))[::-1], coefficients, strict=True)
        if number
    ]
    signs = ["-" if number < 0 else "+" for number in coefficients if number]
    first = f"{'-' * (signs[:1] == ['-'])}{terms[0]}" if terms else "0 * x"
    rest = (f" {sign} {term}" for sign, term in zip(signs[1:], terms[1:], strict=True))
    return f"lambda x: {first}{''.join(rest)}"


def _write_cubic(write: Write, hessian: np.ndarray, cubes: np.ndarray) -> str:
    bowl = f"place @ {write(hessian)} @ place / 2"
    return f"lambda place: {bowl} + sum({write(cubes)} * place**3)"


def _write_body(write: Write, kernel: np.ndarray) -> str:
    return f"lambda x: np.maximum(x @ {write(kernel)}, 0)"


FORMULAS: dict[str, Callable[..., str]] = {
    "body_asked_once": _write_body,
    "bowl_gradient": _write_bowl_gradient,
    "polynomial": _write_polynomial,
    "cubic": _write_cubic,
}


def write_formula(name: str, data: dict[str, Any], write: Write) -> str:
    """Write a function as a learner may type it to try it again.

    Args:
        name: One of `FUNCTIONS`.
        data: Its arguments.
        write: Writes a number or an array.

    Returns:
        A `lambda`; an array in it is written as a list, which NumPy takes beside another array.
    """
    return FORMULAS[name](write, **data)


def make_function(name: str, data: dict[str, Any]) -> Callable[..., Any]:
    """Make a function of its name and its data.

    Raises:
        KeyError: There is none of that name.
    """
    return FUNCTIONS[name](**data)
