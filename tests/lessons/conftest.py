"""Run a lesson once for all the tests of its file, with a seed it has not seen and no network."""

import json
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from walk import check_folder

from kerasdigits.lessons.course.context import Context
from kerasdigits.lessons.course.registry import find_lesson
from kerasdigits.lessons.course.run import run_lesson


@dataclass
class LessonRun:
    """What a lesson left in its folder, read back from the files."""

    folder: Path
    result: dict
    arrays: dict[str, np.ndarray]
    weights: dict[str, np.ndarray]
    context: Context

    def __getitem__(self, name: str) -> float:
        """The value of a recorded number."""
        return float(self.result["numbers"][name]["value"])

    def table(self, name: str) -> list[list]:
        """The rows of a recorded table."""
        (block,) = [block for block in self.result["blocks"] if block["name"] == name]
        return block["rows"]


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory, session_seed: int) -> Callable[..., LessonRun]:
    """Run a lesson and read its folder; each run passes the checks that all lessons share."""

    seeds: dict[str, np.random.Generator] = {}

    def run(name: str, **options) -> LessonRun:
        # Of each lesson its own, whichever process runs which lessons in which order.
        own = seeds.setdefault(name, np.random.default_rng([session_seed, *name.encode()]))
        options.setdefault("seed", int(own.integers(2**31)))
        print(f"{name}, seed {options['seed']}")
        context = Context(**options)
        out = tmp_path_factory.mktemp(name)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(socket.socket, "connect", refuse_network)
            run_lesson(find_lesson(name), context, out)
        folder = out / name
        check_folder(folder)
        return LessonRun(
            folder,
            json.loads((folder / "result.json").read_text()),
            read_arrays(folder / "arrays.npz"),
            read_arrays(folder / "weights.npz"),
            context,
        )

    return run


@pytest.fixture(scope="module")
def quick_run(run, request: pytest.FixtureRequest) -> LessonRun:
    """The lesson of this file, which its `LESSON` names: a quick run on what is embedded."""
    return run(request.module.LESSON, quick=True, data="embedded")


@pytest.fixture(scope="module")
def mnist_run(run, mnist, request: pytest.FixtureRequest) -> LessonRun:
    """The lesson of this file on real MNIST, in full; for tests marked `reference`."""
    return run(request.module.LESSON, data="real")


def refuse_network(*arguments):
    raise AssertionError("a lesson reaches for the network")


def read_arrays(path: Path) -> dict[str, np.ndarray]:
    if not path.exists():
        return {}
    with np.load(path, allow_pickle=False) as file:
        return dict(file)
