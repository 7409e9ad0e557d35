"""Kill commands at random moments, and look at what each leaves: `make test-faults`.

    python benchmarks/faults.py [--kills 200] [--only fit] [--seconds 300] [--seed 7] [--json FILE]

Each command runs once to its end, which tells when it begins to write and how long it takes; then
it is killed (SIGKILL), each time in a copy of the same folder: one time in five, started afresh,
anywhere before it writes; else anywhere from its first write to its end, in a process forked from
this one, which has the libraries imported. A command that ends before its moment is begun again.
What is left must be nothing, what was there before, or whole; and the same command, or its
`--resume`, must then work and leave nothing beside its result. Prints a row for each command; the
exit code is 1 when anything is half written.
"""

import argparse
import importlib
import json
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kerasdigits.cli import main as kerasdigits
from kerasdigits.data import load
from kerasdigits.errors import KerasdigitsError
from kerasdigits.files import restore_folder
from kerasdigits.models.strangers.inspect import inspect_model
from kerasdigits.runs import RunFolder

PROGRAM = [sys.executable, "-m", "kerasdigits"]
DATA = "few.npz"
FIT = ("fit", "--data", DATA, "--model", "logistic", "--epochs", "30", "--seed", "3", "-q")
# How many of the kills are followed by the command that goes on; each takes a whole run of it.
TRIED = 3
# Of the kills, those before the first write, where nothing can be half written.
EARLY = 0.2


@dataclass(frozen=True)
class Job:
    """A command that is killed.

    Attributes:
        before: Commands that make what it needs.
        command: The command.
        result: What it makes.
        describe: Names the state of the result; raises where it is half written.
        again: The command that is given after a kill.
        share: How many of 200 kills are for it: more where they cost little, and more can be left.
    """

    before: tuple[tuple[str, ...], ...]
    command: tuple[str, ...]
    result: str
    describe: Callable[[Path], str]
    again: Callable[[Path], tuple[str, ...]]
    share: int


def describe_run(path: Path) -> str:
    """Say how far a run is; its record, its checkpoint and its model must be whole."""
    restore_folder(path)
    if not path.exists():
        return "nothing"
    run = RunFolder.to_resume(path)
    if run.record.status != "complete":
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


def describe_lesson(path: Path) -> str:
    """Say what there is of a lesson's report and of the pages around it; each is whole."""
    pages = sorted(page.name for page in path.rglob("*.html"))
    for page in path.rglob("*.html"):
        assert page.read_text().rstrip().endswith("</html>"), f"half a page: {page}"
    for report in path.glob("*/"):
        if not report.name.startswith("."):
            assert {"report.html", "result.json"} <= list_names(report), f"half of {report}"
            json.loads((report / "result.json").read_text())
    names = ["glossary.html", "index.html", "report.html"]
    return "complete" if pages == names else " and ".join(pages) or "nothing"


def describe_site(path: Path) -> str:
    """Say whether there is a page; it must have all that it asks for."""
    restore_folder(path / "models/folder")
    index = path / "index.html"
    if not index.exists():
        return "nothing" if not path.exists() else "no page yet"
    asked = re.findall(r'(?:src|href)="(dist/[^"]+)"', index.read_text())
    listed = (path / "models/index.js").read_text()
    asked += json.loads(re.search(r"kerasdigitsFiles = (.*);", listed)[1]).values()
    asked += [entry["script"] for entry in json.loads(re.search(r"Index = (.*);", listed)[1])]
    asked += json.loads(re.search(r"Files = (.*);", (path / "offline.js").read_text())[1])
    missing = [name for name in asked if not (path / name).exists()]
    assert len(asked) > 10 and not missing, f"the page asks for {missing}"
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
    begun = path.exists() and RunFolder.to_resume(path).record.status != "complete"
    return ("fit", "--resume", "--out", str(path), "-q") if begun else again_fit(path)


RUN = (*FIT, "--out", "run")
again_fit = repeat(*RUN)
EXPORT = ("export", "run", "folder", "--check", "off", "-q")
IMPORT = ("import", "folder", "back.keras", "--check", "off", "-q")
LESSON = ("lesson", "run", "gradient-descent", "--quick", "--out", "lesson", "-q")
RECIPE = ("recipe", "--data", DATA, "--quick", "--out", "recipe", "-q")
SITE = ("site", "public", "folder")
MADE = (RUN, EXPORT)
JOBS = {
    "fit": Job((), RUN, "run", describe_run, go_on, 50),
    "fit --overwrite": Job((RUN,), (*RUN, "--overwrite"), "run", describe_run, go_on, 35),
    "export": Job((RUN,), EXPORT, "folder", describe_model, repeat(*EXPORT), 30),
    "import": Job(MADE, IMPORT, "back.keras", describe_model, repeat(*IMPORT), 25),
    "lesson run": Job((), LESSON, "lesson", describe_lesson, lambda path: LESSON, 20),
    "recipe": Job((), RECIPE, "recipe", describe_run, repeat(*RECIPE), 15),
    "site": Job(MADE, SITE, "public", describe_site, lambda path: SITE, 25),
}


def write_data(path: Path) -> None:
    """Write what is trained on: the zeros and ones of the embedded scans."""
    scans = load("digits")
    parts = {"train": (scans.x_train, scans.y_train), "test": (scans.x_test, scans.y_test)}
    arrays = {}
    for name, (x, y) in parts.items():
        few = np.flatnonzero(y < 2)[:100]
        arrays |= {f"x_{name}": x[few], f"y_{name}": y[few]}
    np.savez(path, **arrays)


def start(command: tuple[str, ...], folder: Path, afresh: bool = False) -> int:
    """Start a command in a session of its own; what it says goes to a file beside the folder."""
    child = os.fork()
    if child:
        return child
    os.setsid()
    os.chdir(folder)
    log = os.open(folder.with_suffix(".log"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    os.dup2(log, 1)
    os.dup2(log, 2)
    if afresh:
        os.execv(PROGRAM[0], [*PROGRAM, *command])
    code: object = 70
    try:
        kerasdigits([*command], prog_name="kerasdigits")
    except SystemExit as end:
        code = end.code or 0
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 1)


def poll(child: int) -> int | None:
    """Give the exit code of a child that has ended, and None while it has not."""
    ended, status = os.waitpid(child, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if ended else None


def wait_for_a_write(child: int, folder: Path, before: set[str]) -> int | None:
    """Wait until there is something new in a folder, or the command has ended."""
    while (code := poll(child)) is None and list_names(folder) <= before:
        time.sleep(0.001)
    return code


def finish(command: tuple[str, ...], folder: Path) -> tuple[float, float]:
    """Run a command to its end; give the seconds to its first write, and to its end."""
    before, began = list_names(folder), time.monotonic()
    child = start(command, folder)
    code = wait_for_a_write(child, folder, before)
    written = time.monotonic()
    while code is None:
        time.sleep(0.001)
        code = poll(child)
    said = folder.with_suffix(".log").read_text()
    assert code == 0, f"{' '.join(command)}: {said[-500:]}"
    return written - began, time.monotonic() - began


def list_names(folder: Path) -> set[str]:
    """Give what lies in a folder."""
    return set(os.listdir(folder))


def kill(
    command: tuple[str, ...], folder: Path, draw: random.Random, times: tuple[float, float]
) -> bool:
    """Run a command, and kill it with all that it started; tell whether it was still there."""
    written, ended = times
    before, early = list_names(folder), draw.random() < EARLY
    child = start(command, folder, afresh=early)
    code = None if early else wait_for_a_write(child, folder, before)
    until = time.monotonic() + draw.uniform(0, written if early else ended - written)
    while code is None and time.monotonic() < until:
        time.sleep(0.0005)
        code = poll(child)
    if code is None:
        try:
            os.killpg(child, signal.SIGKILL)
        except ProcessLookupError:  # it has no session of its own yet, and has started nothing
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return code is None


def try_job(
    job: Job, kills: int, seconds: float, draw: random.Random, folder: Path
) -> Counter[str]:
    """Kill a command some times, as often as there is time for; count the states that it leaves."""
    prepared, copy = folder / "prepared", folder / "copy"
    prepared.mkdir()
    write_data(prepared / DATA)
    for command in job.before:
        finish(command, prepared)
    shutil.copytree(prepared, copy)
    times = finish(job.command, copy)
    states: Counter[str] = Counter()
    number, until = 0, time.monotonic() + seconds
    while number < kills and time.monotonic() < until:
        shutil.rmtree(copy)
        shutil.copytree(prepared, copy)
        if not kill(job.command, copy, draw, times):
            continue
        number += 1
        state = job.describe(copy / job.result)
        assert state != "nothing" or not (prepared / job.result).exists(), "the old one is gone"
        states[state] += 1
        if number % max(1, kills // TRIED) == 1:
            os.chdir(copy)
            finish(job.again(Path(job.result)), copy)
            assert job.describe(Path(job.result)) == "complete"
            left = [str(path) for path in copy.rglob(".*")]
            assert not left, f"left behind: {left}"
    return states


def main() -> None:
    """Try the commands, and print what they left."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=sum(job.share for job in JOBS.values()))
    parser.add_argument("--seconds", type=float, default=600.0, help="for each command")
    parser.add_argument("--only", choices=JOBS)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    names = [options.only] if options.only else list(JOBS)
    shares = sum(JOBS[name].share for name in names)
    draw = random.Random(options.seed)
    print(f"seed {options.seed}", flush=True)
    counted = {}
    for name in names:
        kills = round(options.kills * JOBS[name].share / shares)
        with tempfile.TemporaryDirectory(prefix="kerasdigits-faults-") as folder:
            try:
                counted[name] = try_job(
                    JOBS[name], kills, options.seconds, draw, Path(folder).resolve()
                )
            except (AssertionError, KerasdigitsError) as error:
                print(f"{name}: HALF WRITTEN: {error}", flush=True)
                sys.exit(1)
            finally:
                os.chdir(tempfile.gettempdir())
        told = ", ".join(f"{state} {n}" for state, n in sorted(counted[name].items()))
        print(f"{name}: {counted[name].total()} kills: {told}", flush=True)
    if options.json:
        options.json.write_text(json.dumps(counted, indent=1) + "\n")


if __name__ == "__main__":
    # The smallest backend; compiled once for all processes, and in one thread each.
    os.environ |= {"KERAS_BACKEND": "jax", "OMP_NUM_THREADS": "1"}
    with tempfile.TemporaryDirectory(prefix="kerasdigits-compiled-") as compiled:
        os.environ["JAX_COMPILATION_CACHE_DIR"] = compiled
        os.environ["JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS"] = "0"
        # What all commands import, once: this process starts no thread, and may fork. Keras would
        # load TensorFlow in each that saves a model, to see whether a value is one of its.
        sys.modules["tensorflow"] = None  # type: ignore[assignment]
        for name in ("keras", "jax", "kerasdigits.training.fit", "kerasdigits.publishing.publish"):
            importlib.import_module(name)
        main()
