"""The judge's side of a learner's process: start it, ask it, and end it when it goes too far."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from kerasdigits.practice.wire import decode, encode

# What a learner's process sees of this one's environment.
_ENVIRONMENT = ("PATH", "PYTHONPATH", "HOME", "LANG", "SYSTEMROOT", "VIRTUAL_ENV", "KERAS_HOME")
_MOST_ANSWER = 64 * 2**20


@dataclass(frozen=True)
class Limits:
    """How far a learner's code may go.

    Attributes:
        call: Seconds for one call of a hole.
        load: Seconds to run the file itself, imports included.
        whole: Seconds for all of a check.
        memory: Bytes that it may ask for.
        printed: Bytes that it may print.
    """

    call: float = 4.0
    load: float = 30.0
    whole: float = 90.0
    memory: int = 2**30
    printed: int = 2**20


USUAL_LIMITS = Limits()


@dataclass(frozen=True)
class Failure:
    """Why a file or a call gave no value.

    Attributes:
        kind: `raises`, `forever`, `memory`, `exits`, `dies` or `prints`.
        text: What happened, in a learner's words, without a full stop.
        line: The line of the learner's file; None where it is not known.
        code: What stands there.
        type: The name of the exception; empty where there was none.
    """

    kind: str
    text: str
    line: int | None = None
    code: str = ""
    type: str = ""

    def __str__(self) -> str:
        if self.line is None:
            return self.text
        return f"{self.text} (line {self.line}: {self.code})"


@dataclass(frozen=True)
class Warned:
    """What NumPy warned of in a call.

    Attributes:
        text: NumPy's words.
        line: The line of the learner's file; None where it is not known.
        code: What stands there.
    """

    text: str
    line: int | None = None
    code: str = ""


@dataclass(frozen=True)
class Answer:
    """What came back from one call.

    Attributes:
        value: What the function returned; None, too, where it failed.
        failure: Why there is no value; None where there is one.
        changed: The arguments that the call changed, by their place, as it left them.
        warned: The first that NumPy warned of; None where it warned of nothing.
    """

    value: Any = None
    failure: Failure | None = None
    changed: dict[int, Any] = field(default_factory=dict)
    warned: Warned | None = None


_UNREADABLE = Failure("dies", "gives an answer that cannot be read: it wrote where only we may")


class _Ended(Exception):
    """The process is gone; `failure` tells why."""

    def __init__(self, failure: Failure):
        super().__init__(failure.text)
        self.failure = failure


class Judge:
    """A learner's process, started anew whenever it died; use it in a `with` block.

    Args:
        limits: How far the learner's code may go.
        backend: The Keras backend that the holes are written for; None: they use no Keras.
    """

    def __init__(self, limits: Limits = USUAL_LIMITS, backend: str | None = None):
        self.limits = limits
        self.backend = backend
        self.printed = b""
        self._amount = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._rest = b""
        self._end = time.monotonic() + limits.whole
        self._folder = tempfile.TemporaryDirectory(prefix="kerasdigits-practice-")

    def __enter__(self) -> Judge:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()
        with contextlib.suppress(OSError):
            self._folder.cleanup()

    def load(self, source: str, name: str = "exercise.py") -> tuple[list[Failure], set[str]]:
        """Run the text of a learner's file, in an empty folder: there is no file to lose.

        Args:
            source: The text; it must be Python that compiles.
            name: What to call it in that folder.

        Returns:
            What went wrong in statements of it, and the names of what can be called.
        """
        path = str(Path(self._folder.name) / name)
        try:
            self._start()
            self._send({"do": "load", "source": source, "path": path})
            answer = self._receive(self.limits.load)
        except _Ended as ended:
            return [ended.failure], set()
        return [_explain(problem) for problem in answer["problems"]], set(answer["names"])

    def call(self, name: str, arguments: Sequence[Sequence[Any]]) -> list[Answer]:
        """Call a function of the loaded file for several arguments.

        Args:
            name: The function.
            arguments: The arguments of each call.

        Returns:
            An answer a call; when the process dies the last is of the call that killed it.
        """
        calls = [[encode(arg) for arg in args] for args in arguments]
        answers: list[Answer] = []
        try:
            self._send({"do": "call", "name": name, "calls": calls})
            for _ in calls:
                answers.append(_read_answer(self._receive(self.limits.call), name))
        except _Ended as ended:
            answers.append(Answer(failure=ended.failure))
        return answers

    def settle(self) -> None:
        """End a process that has said more than it was asked: it belongs to a hole that is done."""
        process = self._process
        if process is None or process.stdout is None:
            return
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            if self._rest or selector.select(0):
                self._stop()

    @property
    def alive(self) -> bool:
        """Whether the process that loaded the file is still there."""
        return self._process is not None and self._process.poll() is None

    def _start(self) -> None:
        if self.alive:
            return
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        environment |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        environment |= {"TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONDONTWRITEBYTECODE": "1"}
        if self.backend:
            environment["KERAS_BACKEND"] = self.backend
        self._rest = b""
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "kerasdigits.practice.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=self._folder.name,
            env=environment,
            start_new_session=True,
        )
        begin = {"do": "begin", "memory": self.limits.memory, "keras": self.backend is not None}
        self._send(begin)
        self._receive(self.limits.load)

    def _stop(self) -> None:
        """End the process and all that it started."""
        process = self._process
        self._process = None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            with contextlib.suppress(OSError):
                assert pipe is not None
                pipe.close()

    def _send(self, request: dict[str, Any]) -> None:
        """Send a request."""
        process = self._process
        if process is None or process.poll() is not None:
            raise _Ended(Failure("dies", "the process of your file is gone"))
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
        except (BrokenPipeError, ConnectionResetError) as error:
            failure = self._tell_death(process)
            self._stop()
            raise _Ended(failure) from error

    def _receive(self, seconds: float) -> dict[str, Any]:
        """Wait for an answer; the process is ended when there is none."""
        process = self._process
        assert process is not None
        if time.monotonic() >= self._end:
            spent = f"{self.limits.whole:g} seconds for the whole check are spent"
            failure = Failure("forever", f"was not reached: the {spent}")
        else:
            deadline = min(time.monotonic() + seconds, self._end)
            try:
                answer = json.loads(self._read_line(process, deadline, seconds))
                if isinstance(answer, dict):
                    return answer
                failure = _UNREADABLE
            except (ValueError, RecursionError):
                failure = _UNREADABLE
            except _Ended as ended:
                failure = ended.failure
        self._stop()
        raise _Ended(failure)

    def _read_line(
        self, process: subprocess.Popen[bytes], deadline: float, seconds: float
    ) -> bytes:
        assert process.stdout is not None and process.stderr is not None
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            selector.register(process.stderr, selectors.EVENT_READ)
            while b"\n" not in self._rest:
                ready = selector.select(max(0.0, deadline - time.monotonic()))
                if not ready:
                    raise _Ended(Failure("forever", f"does not end within {seconds:g} seconds"))
                for key, _ in ready:
                    self._take(process, key.fileobj)  # type: ignore[arg-type]
        line, _, self._rest = self._rest.partition(b"\n")
        return line

    def _take(self, process: subprocess.Popen[bytes], pipe: IO[bytes]) -> None:
        read = os.read(pipe.fileno(), 2**16)
        if pipe is process.stderr:
            self._amount += len(read)
            self.printed = (self.printed + read)[:2000]
            if self._amount > self.limits.printed:
                self._amount = 0
                raise _Ended(Failure("prints", "prints more than a megabyte, and was stopped"))
        elif not read:
            raise _Ended(self._tell_death(process))
        self._rest += read if pipe is process.stdout else b""
        if len(self._rest) > _MOST_ANSWER:
            raise _Ended(Failure("memory", "returns more than 64 megabytes"))

    def _tell_death(self, process: subprocess.Popen[bytes]) -> Failure:
        try:
            code = process.wait(1)
        except subprocess.TimeoutExpired:
            return Failure("dies", "closes what it should answer on")
        if code == -signal.SIGKILL:
            return Failure("memory", "was ended by the system, most likely for its memory")
        if code < 0:
            return Failure("dies", f"crashes Python itself ({signal.Signals(-code).name})")
        return Failure("exits", f"ends the program (exit code {code}), where it should return")


def _read_answer(told: dict[str, Any], name: str) -> Answer:
    """Read an answer to a call of `name`; what cannot be read is a failure of who wrote it."""
    try:
        changed = {int(place): decode(value) for place, value in told["changed"].items()}
        if "error" in told:
            return Answer(failure=_explain(told["error"], name), changed=changed)
        warned = told["warned"] and Warned(**told["warned"])
        return Answer(decode(told["value"]), changed=changed, warned=warned)
    except (KeyError, ValueError, TypeError, AttributeError, OSError, EOFError):
        return Answer(failure=_UNREADABLE)


def _explain(error: dict[str, Any], called: str = "") -> Failure:
    """Put an exception into a learner's words.

    Args:
        error: What the worker tells of it.
        called: The function that was called; one that it calls in turn may be the one to blame.
    """
    kind, text = str(error["type"]), str(error["text"])
    line, code = error["line"], str(error["code"])
    if kind == "SystemExit":
        return Failure("exits", "calls exit, where it should return", line, code, kind)
    if kind == "MemoryError" or kind.endswith("ArrayMemoryError"):
        return Failure("memory", "asks for more memory than it may have", line, code, kind)
    if kind == "RecursionError":
        return Failure("forever", "calls itself again and again, without end", line, code, kind)
    if kind == "NotImplementedError":
        within = str(error["function"])
        other = called and within.isidentifier() and within != called
        text = f"calls `{within}`, which is not written yet" if other else "is not written yet"
        return Failure("unfinished", text, None, code, kind)
    if kind == "EOFError":
        text = "there is nobody to ask: use the arguments, not input()"
    return Failure(
        "raises", f"raises {kind}: {text}" if text else f"raises {kind}", line, code, kind
    )
