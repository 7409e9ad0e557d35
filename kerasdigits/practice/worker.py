"""The process that runs a learner's code: `python -m kerasdigits.practice.worker`.

It reads a request a line from stdin and answers a line for each on what was its stdout; what the
learner's code prints goes to stderr, and its stdin is empty. It never knows what is right.

    {"do": "begin", "memory": bytes, "keras": bool}      limits; answers {}
    {"do": "load", "source": text, "path": text}         answers {"problems": [...], "names": [...]}
    {"do": "call", "name": ..., "calls": [[...]]}        answers a line a call: {"value": ...} or
                                                         {"error": ...}, and "changed": arguments
                                                         that the call left otherwise, by place,
                                                         "warned": the first that NumPy warned of
"""

from __future__ import annotations

import ast
import importlib
import json
import linecache
import os
import sys
import traceback
import types
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np

try:
    import resource
except ImportError:  # Windows has none
    resource = None  # type: ignore[assignment]

from kerasdigits.practice.wire import Named, Unknown, decode, encode

# Backends reserve much that they never use.
_KERAS_SHARE = 8
# Learners have the hints; their code has no business with the solutions.
_CLOSED = ("kerasdigits.practice.exercises", "kerasdigits.practice.exercise")


class Worker:
    """Answers requests, one after the other."""

    def __init__(self) -> None:
        self.path = ""
        self.keras = False
        self.names: dict[str, Any] = {}

    def answer(self, do: str, **request: Any) -> Iterator[dict[str, Any]]:
        """Answer a request: once, or once a call."""
        if do == "call":
            for args in request["calls"]:
                yield self.call(request["name"], args)
        else:
            yield self.begin(**request) if do == "begin" else self.load(**request)

    def begin(self, memory: int, keras: bool) -> dict[str, Any]:
        """Import what the exercise needs, then limit the memory that may be asked for on top."""
        if keras:
            # The first operation of a backend starts its threads, each with an arena of its own.
            ops = importlib.import_module("keras").ops
            ops.convert_to_numpy(ops.matmul(np.ones((2, 2)), np.ones((2, 2))))
            memory *= _KERAS_SHARE
        self.keras = keras
        for name in _CLOSED:
            sys.modules[name] = None  # type: ignore[assignment]
        warnings.simplefilter("ignore")
        _limit_memory(memory)
        return {}

    def load(self, source: str, path: str) -> dict[str, Any]:
        """Run a file, statement by statement, so that one that fails spoils no other."""
        self.path = path
        linecache.cache[path] = (len(source), None, source.splitlines(True), path)
        module = types.ModuleType("exercise")
        module.__file__ = path
        sys.modules["exercise"] = module
        self.names = module.__dict__
        problems = []
        for statement in ast.parse(source, path).body:
            try:
                exec(compile(ast.Module([statement], []), path, "exec"), self.names)
            except BaseException as error:  # a learner's file may raise all, and even exit
                problems.append(self.explain(error))
        found = [name for name, value in self.names.items() if callable(value)]
        return {"problems": problems, "names": found}

    def call(self, name: str, args: list[Any]) -> dict[str, Any]:
        """Call a function of the file."""
        values = [self.prepare(decode(arg)) for arg in args]
        changed: dict[int, Any] = {}
        with warnings.catch_warnings(record=True) as caught:
            # A place of the code warns once: a loop fills no memory.
            warnings.simplefilter("ignore")
            warnings.simplefilter("default", RuntimeWarning)
            try:
                value = self.names[name](*values)
                answer = {"value": encode(self.as_plain(value))}
            except BaseException as error:  # a learner's function may raise all, and even exit
                answer = {"error": self.explain(error)}
        for place, (arg, value) in enumerate(zip(args, values, strict=True)):
            try:
                left = arg if isinstance(value, _Function) else encode(self.as_plain(value))
            except RecursionError:
                left = encode(Unknown("list that holds itself"))
            if left != arg:
                changed[place] = left
        return {**answer, "changed": changed, "warned": self.tell_warning(caught)}

    def prepare(self, value: Any) -> Any:
        """Give an argument as the learner's function takes it."""
        if isinstance(value, Named):
            return _Function(value)
        if self.keras and isinstance(value, np.ndarray):
            from keras import ops

            return ops.convert_to_tensor(value)
        return value

    def as_plain(self, value: Any) -> Any:
        """Give a backend's array as one of NumPy's."""
        if isinstance(value, list):
            return [self.as_plain(item) for item in value]
        if type(value) is tuple:
            return tuple(self.as_plain(item) for item in value)
        if type(value).__module__.partition(".")[0] in ("tensorflow", "jax", "jaxlib", "torch"):
            from keras import ops

            return ops.convert_to_numpy(value)
        return value

    def tell_warning(self, caught: list[warnings.WarningMessage] | None) -> dict[str, Any] | None:
        """Tell the first warning of a call, with the line if it is the learner's."""
        if not caught:
            return None
        first = caught[0]
        own = first.filename == self.path
        code = linecache.getline(self.path, first.lineno).strip() if own else ""
        return {
            "text": str(first.message)[:300],
            "line": first.lineno if own else None,
            "code": code,
        }

    def explain(self, error: BaseException) -> dict[str, Any]:
        """Tell an error: its type, its message, and the last line of the learner's file in it."""
        frames = [
            frame
            for frame in traceback.extract_tb(error.__traceback__)
            if frame.filename == self.path
        ]
        last = frames[-1] if frames else None
        return {
            "type": type(error).__name__,
            "text": " ".join(str(error).split())[:300],
            "line": last.lineno if last else None,
            "function": last.name if last else "",
            "code": (last.line or "").strip() if last else "",
        }


class _Function:
    """A function that a hole receives."""

    def __init__(self, named: Named) -> None:
        self.call = named.make()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.call(*args, **kwargs)


def _limit_memory(allowed: int) -> None:
    """Let the process ask for so many bytes beyond what it has; where the system can."""
    if resource is None:
        return
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            held = int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (held + allowed, held + allowed))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Answer until stdin ends."""
    requests = os.fdopen(os.dup(0), "r", encoding="utf-8")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    worker = Worker()
    for line in requests:
        request = json.loads(line)
        for answer in worker.answer(**request):
            sys.stdout.flush()
            answers.write(json.dumps(answer) + "\n")
            answers.flush()


if __name__ == "__main__":
    main()
