"""How long does `kerasdigits --help` take, beside `python -c pass`?

    python benchmarks/startup.py [--repeats 15]

The bound is 150 ms; the median of the repeats counts, because these machines are noisy.
"""

import argparse
import statistics
import subprocess
import sys
import time

COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "python -c 'import click'": ["-c", "import click"],
    "kerasdigits --help": ["-m", "kerasdigits", "--help"],
    "kerasdigits fit --help": ["-m", "kerasdigits", "fit", "--help"],
}


def measure(arguments: list[str], repeats: int) -> float:
    """Give the median wall time in milliseconds."""
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


def main() -> None:
    """Measure the commands in turn and print a row each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=15)
    repeats = parser.parse_args().repeats
    times = {name: measure(arguments, repeats) for name, arguments in COMMANDS.items()}
    base = times["python -c pass"]
    for name, milliseconds in times.items():
        print(f"{name:28}{milliseconds:8.1f} ms{milliseconds / base:8.1f} x python -c pass")


if __name__ == "__main__":
    main()
