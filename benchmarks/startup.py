"""How long until `kerasdigits` says its first word, beside `python -c pass`?

    python benchmarks/startup.py [--repeats 15]

Bounds: 150 ms for `--help`, 300 ms for the line with which a command begins its work, 500 ms for
what refuses wrong usage. The median of the repeats counts, because these machines are noisy.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "python -c 'import click'": ["-c", "import click"],
    "kerasdigits --help": ["-m", "kerasdigits", "--help"],
    "kerasdigits fit --help": ["-m", "kerasdigits", "fit", "--help"],
}
# What each begins with on stderr: the backend that it takes, or what is wrong.
FIRST_LINES = {
    "fit": "Backend:",
    "evaluate some.keras --data digits": "Backend:",
    "export some.keras out": "Backend:",
    "fit --loss hinge2": "Error:",
    "export none.keras": "Error:",
    "export some.keras .": "Error:",
}


def measure(arguments: list[str], repeats: int) -> float:
    """Give the median wall time in milliseconds."""
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


def measure_first_line(typed: str, begin: str, folder: Path, repeats: int) -> float:
    """Give the median wall time in milliseconds until a command's line that begins so."""
    command = [sys.executable, "-m", "kerasdigits", *typed.split()]
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True) as process:
            for line in process.stderr or ():
                if line.startswith(begin):
                    break
            times.append(1000 * (time.perf_counter() - began))
            process.kill()
    return statistics.median(times)


def main() -> None:
    """Measure the commands in turn and print a row each."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--repeats", type=int, default=15)
    repeats = parser.parse_args().repeats
    times = {name: measure(arguments, repeats) for name, arguments in COMMANDS.items()}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with zipfile.ZipFile(folder / "some.keras", "w") as archive:
            archive.writestr("readme.txt", "not a model, which nobody has asked yet")
        for typed, begin in FIRST_LINES.items():
            shown = f"{begin} of {typed}"
            times[shown] = measure_first_line(typed, begin, folder, repeats)
    base = times["python -c pass"]
    for name, milliseconds in times.items():
        print(f"{name:44}{milliseconds:8.1f} ms{milliseconds / base:8.1f} x python -c pass")


if __name__ == "__main__":
    main()
