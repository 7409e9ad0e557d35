"""Kill commands at random moments, and look at what each leaves: `make test-faults`.

    python benchmarks/faults.py [--kills 200] [--only fit] [--seed 7] [--json FILE]

Each command runs once to its end, which tells how long it takes; then it is killed (SIGKILL) at
moments drawn evenly from that time, each time in a copy of the same folder. What is left must be
nothing, what was there before, or whole; and the same command, or its `--resume`, must then work
and leave nothing beside its result. Prints a row for each command; the exit code is 1 when
anything is half written.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kerasdigits.errors import KerasdigitsError
from kerasdigits.models.strangers.inspect import inspect_model
from kerasdigits.runs import RunFolder
from kerasdigits.runs.folder import is_unfinished

PROGRAM = [sys.executable, "-m", "kerasdigits"]
FIT = ("fit", "--data", "digits", "--model", "mlp", "--epochs", "8", "--seed", "3", "-q")
# How many of the kills are followed by the command that goes on; each takes a whole run of it.
TRIED = 3


@dataclass(frozen=True)
class Job:
    """A command that is killed.

    Attributes:
        before: Commands that make what it needs.
        command: The command.
        result: What it makes.
        describe: Names the state of the result; raises where it is half written.
        again: The command that is given after a kill.
    """

    before: tuple[tuple[str, ...], ...]
    command: tuple[str, ...]
    result: str
    describe: Callable[[Path], str]
    again: Callable[[Path], tuple[str, ...]]


def describe_run(path: Path) -> str:
    """Say how far a run is; its record, its checkpoint and its model must be whole."""
    if not path.exists():
        return "nothing"
    run = RunFolder.to_resume(path)
    if is_unfinished(path):
        checkpoint, _ = run.read_checkpoint()
        require_whole(checkpoint)
        return "unfinished" if run.path == path else "the old one, and a new one unfinished"
    require_whole(run.model_path)
    return "complete"


def describe_model(path: Path) -> str:
    """Say whether there is a model, which must be whole."""
    if not path.exists():
        return "nothing"
    require_whole(path)
    return "complete"


def describe_text(path: Path) -> str:
    """Say whether there is a page; it must have an end."""
    pages = [path / name for name in ("report.html", "index.html") if (path / name).is_file()]
    if not path.exists():
        return "nothing"
    assert pages and pages[0].read_text().rstrip().endswith("</html>"), f"half a page in {path}"
    return "complete"


def require_whole(path: Path) -> None:
    """Read a model as data, and refuse what is half of one."""
    found = [one for one in inspect_model(path).refusals if one.kind in ("damaged", "size")]
    assert not found, f"half a model at {path}: {found[0]}"


def repeat(*command: str) -> Callable[[Path], tuple[str, ...]]:
    """Give the same command after each kill, with --overwrite where a result is there."""
    return lambda path: (*command, "--overwrite") if path.exists() else command


def go_on(path: Path) -> tuple[str, ...]:
    """Resume a fit that has begun."""
    return ("fit", "--resume", "--out", str(path), "-q") if is_unfinished(path) else again_fit(path)


again_fit = repeat(*FIT, "--out", "run")
RUN = (*FIT, "--out", "run")
EXPORT = ("export", "run", "folder", "--check", "off", "-q")
IMPORT = ("import", "folder", "back.keras", "--check", "off", "-q")
LESSON = ("lesson", "run", "loss-functions", "--quick", "--out", "lesson", "-q")
RECIPE = ("recipe", "--data", "digits", "--quick", "--out", "recipe", "-q")
SITE = ("site", "public", "-q")
JOBS = {
    "fit": Job((), RUN, "run", describe_run, go_on),
    "fit --overwrite": Job((RUN,), (*RUN, "--overwrite"), "run", describe_run, go_on),
    "export": Job((RUN,), EXPORT, "folder", describe_model, repeat(*EXPORT)),
    "import": Job((RUN, EXPORT), IMPORT, "back.keras", describe_model, repeat(*IMPORT)),
    "lesson run": Job((), LESSON, "lesson", describe_text, lambda path: LESSON),
    "recipe": Job((), RECIPE, "recipe", describe_run, repeat(*RECIPE)),
    "site": Job((), SITE, "public", describe_text, lambda path: SITE),
}


def finish(command: tuple[str, ...], folder: Path) -> float:
    """Run a command to its end; give its seconds."""
    began = time.monotonic()
    done = subprocess.run([*PROGRAM, *command], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(command)}: {done.stderr[-500:]}"
    return time.monotonic() - began


def kill(command: tuple[str, ...], folder: Path, after: float) -> None:
    """Run a command in a session of its own, and kill all of it after some seconds."""
    process = subprocess.Popen(
        [*PROGRAM, *command],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def try_job(job: Job, kills: int, draw: random.Random, folder: Path) -> Counter[str]:
    """Kill a command some times; count the states that it leaves."""
    prepared, copy = folder / "prepared", folder / "copy"
    prepared.mkdir()
    for command in job.before:
        finish(command, prepared)
    shutil.copytree(prepared, copy)
    seconds = finish(job.command, copy)
    states: Counter[str] = Counter()
    for number in range(kills):
        shutil.rmtree(copy)
        shutil.copytree(prepared, copy)
        kill(job.command, copy, draw.uniform(0, seconds))
        states[job.describe(copy / job.result)] += 1
        if number % max(1, kills // TRIED) == 0:
            os.chdir(copy)
            finish(job.again(Path(job.result)), copy)
            assert job.describe(Path(job.result)) == "complete"
            left = [path.name for path in copy.iterdir() if path.name.startswith(".")]
            assert not left, f"left behind: {left}"
    return states


def main() -> None:
    """Try the commands, and print what they left."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--only", choices=JOBS)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    names = [options.only] if options.only else list(JOBS)
    draw = random.Random(options.seed)
    print(f"seed {options.seed}", flush=True)
    counted = {}
    for place, name in enumerate(names):
        kills = options.kills // len(names) + (place < options.kills % len(names))
        with tempfile.TemporaryDirectory(prefix="kerasdigits-faults-") as folder:
            try:
                counted[name] = try_job(JOBS[name], kills, draw, Path(folder).resolve())
            except (AssertionError, KerasdigitsError) as error:
                print(f"{name}: HALF WRITTEN: {error}", flush=True)
                sys.exit(1)
            finally:
                os.chdir(tempfile.gettempdir())
        told = ", ".join(f"{state} {n}" for state, n in counted[name].items())
        print(f"{name}: {kills} kills: {told}", flush=True)
    if options.json:
        options.json.write_text(json.dumps(counted, indent=1) + "\n")


if __name__ == "__main__":
    main()
