"""How much sooner is the course done in several processes? `lesson run --jobs` beside itself.

    python benchmarks/lesson_jobs.py [--lessons all] [--jobs 2] [--backend NAME]

Required: at most 0.65 of the time of one process with two, on two idle cores. What a lesson
computes is compared, too: all but the seconds must be equal.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def measure(lessons: list[str], jobs: int, backend: str | None, out: Path) -> float:
    """Give the seconds that the command takes."""
    command = [sys.executable, "-m", "kerasdigits", "lesson", "run", *lessons, "--quick"]
    command += ["--data", "embedded", "--quiet", "--out", str(out), "--jobs", str(jobs)]
    command += ["--backend", backend] if backend else []
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def read_results(out: Path) -> dict[str, dict]:
    """Read what each lesson found, without the time that it took."""
    results = (json.loads(path.read_text()) for path in sorted(out.glob("*/result.json")))
    return {result["lesson"]: result | {"seconds": 0} for result in results}


def main() -> None:
    """Measure one process and several in turn, and print a row each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lessons", nargs="+", default=["all"])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--backend")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        times, results = {}, {}
        for jobs in (1, arguments.jobs):
            out = Path(folder, str(jobs))
            times[jobs] = measure(arguments.lessons, jobs, arguments.backend, out)
            results[jobs] = read_results(out)
            print(
                f"{jobs} at once  {times[jobs]:7.1f} s  {times[jobs] / times[1]:5.2f}", flush=True
            )
    if results[1] != results[arguments.jobs]:
        differ = [name for name in results[1] if results[1][name] != results[arguments.jobs][name]]
        sys.exit(f"Other results: {', '.join(differ)}")
    print(f"The same results of {len(results[1])} lessons")


if __name__ == "__main__":
    main()
