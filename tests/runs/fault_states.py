"""Each write of a run fails in turn, or the process is killed at it; the states left are listed.

A program: it forks, which a process with a backend's threads must not. `python fault_states.py
FOLDER [STEP [FIRST]]` prints JSON: scenario -> state -> how often, for every STEPth write from the
FIRST; it ends with an error at the first bad state.
"""

import contextlib
import dataclasses
import errno
import json
import os
import resource
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from kerasdigits.runs import DataCard, FitConfig, RunFolder, RunRecord
from kerasdigits.runs.folder import is_unfinished
from kerasdigits.runs.lock import locked

ERRORS = (errno.ENOSPC, errno.EIO, errno.EINTR)
WRITES = {"os.rename", "os.mkdir", "os.rmdir", "os.remove"}
KILLED, FAILED = 137, 7
STEP = int(sys.argv[2]) if len(sys.argv) > 2 else 1
FIRST = int(sys.argv[3]) if len(sys.argv) > 3 else 0
CONFIG = FitConfig("digits", "mlp", "adam", "mse", 0.1, 32, 2)
DATA = DataCard("digits", "drawn", "0" * 64, "regression", (3,), (), None, 20, 10)
RECORD = RunRecord(
    *(1, "0.1", "training", CONFIG, "mse", "linear", DATA, 8, "jax", "cpu", {}, [], {})
)


@dataclasses.dataclass
class Model:
    """What a run saves, without Keras: its text, in several writes."""

    text: str

    def save(self, path: Path) -> None:
        with open(path, "wb", buffering=0) as file:
            for _ in range(4):
                file.write(self.text.encode() * 2000)

    def is_at(self, path: Path) -> bool:
        return path.is_file() and path.read_bytes() == self.text.encode() * 8000


OLD, NEW = Model("old"), Model("new")
ROW = {"epoch": 1, "loss": 0.5}


def train(out: Path, model: Model, *, overwrite: bool = False) -> None:
    with locked(out):
        run = RunFolder.create(out, RECORD, model, {}, overwrite=overwrite)
        run.write_checkpoint(model, [ROW])
        run.finish(model, [ROW], {"test_loss": 0.5})


def resume(out: Path, model: Model) -> None:
    with locked(out):
        run = RunFolder.to_resume(out)
        if run.record.status == "complete":
            return run.settle()
        _, history = run.read_checkpoint()
        run.write_checkpoint(model, [*history, ROW])
        run.finish(model, [ROW], {"test_loss": 0.5})


def begin(out: Path) -> None:
    RunFolder.create(out, RECORD, NEW, {}).write_checkpoint(NEW, [ROW])


SCENARIOS: dict[str, tuple[Callable[[Path], object], Callable[[Path], object]]] = {
    "fit": (lambda out: None, lambda out: train(out, NEW)),
    "fit --resume": (begin, lambda out: resume(out, NEW)),
    "fit --overwrite": (
        lambda out: train(out, OLD),
        lambda out: train(out, NEW, overwrite=True),
    ),
}


def describe(out: Path) -> str:
    """Name the state at a path; what is half written is an error."""
    with contextlib.suppress(OSError):
        from kerasdigits.files import restore_folder

        restore_folder(out)
    if not out.exists():
        assert not is_unfinished(out)
        return "nothing"
    run = RunFolder(out)
    complete = run.record.status == "complete"
    if complete:
        assert any(model.is_at(run.model_path) for model in (OLD, NEW)), "half a model"
    else:
        file, _ = run.read_checkpoint()
        assert NEW.is_at(file), "half a checkpoint"
    which = "old" if OLD.is_at(run.model_path) else "new"
    state = f"{which} {'complete' if complete else 'unfinished'}"
    waiting = RunFolder.to_resume(out)
    if waiting.path != out:
        file, _ = waiting.read_checkpoint()
        assert NEW.is_at(file), "half a checkpoint"
        state += ", new waiting"
    return state


def watch(root: Path, number: int, kill: bool) -> Callable[[], int]:
    """Have the write of a number fail, or end this process; give how many there have been."""
    count = -1

    def hear(event: str, arguments: tuple) -> None:
        nonlocal count
        writes = event == "open" and (arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR)
        if not (writes or event in WRITES) or not str(arguments[0]).startswith(str(root)):
            return
        count += 1
        if count == number and kill:
            os._exit(KILLED)
        if count == number:
            raise OSError(ERRORS[number % len(ERRORS)], "as the test wills")

    sys.addaudithook(hear)
    return lambda: count + 1


def run_apart(work: Callable[[], object]) -> int:
    """Do something in a forked process; give its exit code."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        work()
    except OSError:
        os._exit(FAILED)
    except BaseException as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
        os._exit(1)
    os._exit(0)


def faults(root: Path, prepared: Path, act: Callable[[Path], object]) -> Iterator[tuple[str, int]]:
    """Let each write fail, and each be the last; then let files be cut at some sizes."""
    counted = root / "count"

    def count() -> None:
        told = watch(root / "copy", -1, kill=False)
        act(root / "copy" / "runs/run")
        counted.write_text(str(told()))

    renew(prepared, root / "copy")
    assert run_apart(count) == 0
    for number in range(FIRST, int(counted.read_text()), STEP):
        for kill in (False, True):
            renew(prepared, root / "copy")

            def work(number: int = number, kill: bool = kill) -> None:
                watch(root / "copy", number, kill)
                act(root / "copy" / "runs/run")

            yield ("killed" if kill else "failed"), run_apart(work)
    for size in (0, 100, 9000):
        renew(prepared, root / "copy")

        def limited(size: int = size) -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
            act(root / "copy" / "runs/run")

        yield "cut", run_apart(limited)


def renew(prepared: Path, copy: Path) -> None:
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(prepared, copy)


def try_scenario(root: Path, name: str) -> Counter[str]:
    prepare, act = SCENARIOS[name]
    prepared, out = root / "prepared", root / "copy" / "runs/run"
    shutil.rmtree(prepared, ignore_errors=True)
    prepared.mkdir(parents=True)
    prepare(prepared / "runs/run")
    states: Counter[str] = Counter()
    for how, code in faults(root, prepared, act):
        assert code in (0, FAILED, KILLED), (name, how, code)
        before = {path.name for path in out.parent.glob(".*")} if out.parent.is_dir() else set()
        # What could not be removed may be left by what went well, and goes the next time.
        assert code != FAILED or before <= {".run.new"}, (name, how, before)
        state = describe(out)
        states[f"{how}: {state}"] += 1
        if "waiting" in state or "unfinished" in state:
            resume(out, NEW)
            assert describe(out) == "new complete"
        train(out, NEW, overwrite=True)
        assert describe(out) == "new complete"
        assert [path.name for path in out.parent.iterdir()] == ["run"], (name, how, state)
    return states


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    print(json.dumps({name: try_scenario(folder, name) for name in SCENARIOS}, indent=1))
