"""Write tests/golden/descents.json: walks downhill, as NumPy takes them, for the page's landscape.

    python tests/golden/make_descents.py           write the file

Each case has the settings of the page's lab, and where the walk is after each of its steps. On the
download times with the absolute error, plain SGD is the loop of the lesson tfjs-linear-regression.
"""

import json
from pathlib import Path

import numpy as np

from kerasdigits.data import download_times

GOLDEN = Path(__file__).with_name("descents.json")
X = np.array(download_times.TRAIN_SIZES)
Y = np.array(download_times.TRAIN_TIMES)
STEPS = 60
RATES = {"sgd": 0.01, "momentum": 0.002, "adam": 0.03}


def find_gradient(landscape: str, place: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """The slope of a landscape at a place, as some of the samples show it."""
    if landscape == "valleys":
        return 4 * place**3 - 8 * place + 1
    design = np.stack([X[rows], np.ones(len(rows))], axis=1)
    errors = design @ place - Y[rows]
    slopes = np.sign(errors) if landscape == "mae" else 2 * errors
    return design.T @ slopes / len(rows)


def make_rule(optimizer: str, rate: float):
    """A function from slopes to changes, one call a step."""
    if optimizer == "sgd":
        return lambda gradient: -rate * gradient
    memory = {"velocity": np.zeros(2), "m": np.zeros(2), "v": np.zeros(2), "t": 0}

    def push(gradient: np.ndarray) -> np.ndarray:
        memory["velocity"] = 0.9 * memory["velocity"] - rate * gradient
        return memory["velocity"]

    def adapt(gradient: np.ndarray) -> np.ndarray:
        memory["t"] += 1
        memory["m"] = 0.9 * memory["m"] + 0.1 * gradient
        memory["v"] = 0.999 * memory["v"] + 0.001 * gradient**2
        corrected = rate * np.sqrt(1 - 0.999 ** memory["t"]) / (1 - 0.9 ** memory["t"])
        return -corrected * memory["m"] / (np.sqrt(memory["v"]) + 1e-7)

    return push if optimizer == "momentum" else adapt


def walk(landscape: str, optimizer: str, rate: float, batch_size: int, start) -> np.ndarray:
    """The places of a walk, the start first, (STEPS + 1, 2)."""
    rule = make_rule(optimizer, rate)
    place = np.array(start, float)
    path = [place]
    for step in range(STEPS):
        first = step * batch_size % len(X)
        place = place + rule(
            find_gradient(landscape, place, np.arange(len(X))[first:][:batch_size])
        )
        path.append(place)
    return np.array(path)


def make_cases() -> list[dict]:
    """All cases, in the file's order."""
    starts = {"mae": (0.2, -0.31), "mse": (0.013, 0.52), "valleys": (1.93, 0.41)}
    cases = []
    for landscape, start in starts.items():
        for optimizer, rate in RATES.items():
            for batch_size in (20,) if landscape == "valleys" else (20, 4, 1):
                path = walk(landscape, optimizer, rate, batch_size, start)
                settings = {"landscape": landscape, "optimizer": optimizer, "rate": rate}
                settings |= {"batchSize": batch_size, "shuffle": False, "start": start}
                cases.append({"settings": settings, "path": path.round(9).tolist()})
    return cases


if __name__ == "__main__":
    lines = ",\n".join(json.dumps(case) for case in make_cases())
    GOLDEN.write_text(f"[\n{lines}\n]\n")
