"""Which backend trains the cnn fastest here? Time of an epoch, as a ratio to the fastest.

    python benchmarks/backends.py [--data digits] [--epochs 20]

`kerasdigits.backend.TRAINING_BACKENDS` lists them in the order that this found before `fit` had
steps of its own; `FITTING_BACKENDS` has the order since (`benchmarks/training.py`). Each runs in a
process of its own through the real command; the first epoch, which compiles, is shown apart.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from kerasdigits import backend


def measure(name: str, data: str, epochs: int, folder: Path) -> tuple[float, float]:
    """Give the seconds of the first epoch and the median of the others."""
    out = folder / name
    command = [sys.executable, "-m", "kerasdigits", "fit", "--quiet", "--backend", name]
    command += ["--data", data, "--model", "cnn", "--epochs", str(epochs), "--out", str(out)]
    subprocess.run(command, check=True, capture_output=True)
    seconds = [row["seconds"] for row in json.loads((out / "run.json").read_text())["history"]]
    return seconds[0], statistics.median(seconds[1:])


def main() -> None:
    """Measure the installed backends and print a row each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", default="digits")
    parser.add_argument("--epochs", type=int, default=20)
    arguments = parser.parse_args()
    names = [name for name in backend.TRAINING_BACKENDS if backend.is_installed(name)]
    with tempfile.TemporaryDirectory() as folder:
        times = {
            name: measure(name, arguments.data, arguments.epochs, Path(folder)) for name in names
        }
    fastest = min(epoch for _, epoch in times.values())
    print(f"{'backend':12}{'first epoch':>14}{'epoch':>10}{'ratio':>8}")
    for name, (first, epoch) in sorted(times.items(), key=lambda row: row[1][1]):
        print(f"{name:12}{first:12.2f} s{epoch:8.3f} s{epoch / fastest:8.2f}")


if __name__ == "__main__":
    main()
