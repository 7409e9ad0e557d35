"""On how many seeds does a lesson do what its tests say? Its tests again and again, a seed each.

    python benchmarks/lesson_seeds.py [--lessons all] [--times 20] [--backend tensorflow]

`make test` draws a seed for each run, so a lesson that fails on one in thirty stops every thirtieth
run of somebody who changed something else. Required: none in a hundred. A seed that failed is
printed; `KERASDIGITS_TEST_SEED=SEED pytest tests/lessons/test_NAME.py` repeats it.
"""

import argparse
import os
import re
import secrets
import subprocess
import sys
import time
from pathlib import Path

TESTS = Path(__file__).parents[1] / "tests/lessons"


def run_tests(lesson: Path, seed: int, backend: str) -> tuple[bool, list[str]]:
    """Run a lesson's quick tests with a seed.

    Returns:
        Whether they all passed, and the names of those that did not.
    """
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider"]
    command += ["-m", "not reference and not slow", str(lesson)]
    given = {"KERASDIGITS_TEST_SEED": str(seed), "KERAS_BACKEND": backend, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, env=os.environ | given, capture_output=True, text=True)
    return done.returncode == 0, re.findall(r"^(?:FAILED|ERROR) \S+::(\w+)", done.stdout, re.M)


def main() -> None:
    """Go round the lessons, a seed each, and print what failed and how often."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lessons", nargs="+", default=["all"])
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--backend", default="tensorflow")
    arguments = parser.parse_args()
    shared = {"test_every_lesson.py", "test_readable_code.py"}
    lessons = [path for path in sorted(TESTS.glob("test_*.py")) if path.name not in shared]
    if arguments.lessons != ["all"]:
        wanted = {f"test_{name.replace('-', '_')}.py" for name in arguments.lessons}
        lessons = [path for path in lessons if path.name in wanted]
    failed = dict.fromkeys((path.stem for path in lessons), 0)
    for turn in range(arguments.times):
        began = time.perf_counter()
        for lesson in lessons:
            seed = secrets.randbits(32)
            passed, names = run_tests(lesson, seed, arguments.backend)
            if not passed:
                failed[lesson.stem] += 1
                print(f"{lesson.stem}, seed {seed}: {', '.join(names) or 'no test'}", flush=True)
        print(f"round {turn + 1}: {time.perf_counter() - began:.0f} s", flush=True)
    for lesson, count in failed.items():
        print(f"{lesson.removeprefix('test_'):28} {count} of {arguments.times}")


if __name__ == "__main__":
    main()
