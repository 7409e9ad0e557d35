"""The backend of a command: announced at once, imported when the work begins."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace

from kerasdigits import backend
from kerasdigits.backend import BackendChoice
from kerasdigits.commands.console.output import say
from kerasdigits.training.fastest import order_backends


@dataclass(frozen=True)
class Announced:
    """A backend that was chosen and is not imported yet.

    Attributes:
        choice: The backend, and why.
        device: `auto`, `cpu` or `gpu`.
        candidates: The backends that can do the job.
        quiet: Whether to say nothing.
        open: Whether what is trained decides, because nobody chose.
    """

    choice: BackendChoice
    device: str
    candidates: tuple[str, ...]
    quiet: bool = False
    open: bool = False

    def decide(self, model: str, samples: int) -> Announced:
        """Choose by what is to be trained, if nobody chose, and say so.

        Args:
            model: An architecture's name, or `PATH.py:function`.
            samples: How many it is trained on, each counted once an epoch.

        Returns:
            The choice, to be started.
        """
        if not self.open:
            return self
        candidates, reason = order_backends(model, samples)
        choice = backend.choose(None, self.device, candidates=candidates, reason=reason)
        say(f"Backend: {choice.name} ({choice.reason})", self.quiet)
        return replace(self, choice=choice, open=False)

    def start(self) -> BackendChoice:
        """Import it; Keras may be imported from now on.

        It says so, because TensorFlow and PyTorch take seconds.

        Raises:
            BackendError: Keras runs on another one already, or there is no GPU.
        """
        if "keras" not in sys.modules:
            say(f"Starting Keras on {self.choice.name}", self.quiet)
        backend.use(self.choice.name, self.device, candidates=self.candidates)
        return self.choice


def announce(
    name: str | None,
    device: str,
    quiet: bool,
    candidates: tuple[str, ...] = backend.TRAINING_BACKENDS,
    *,
    reason: str | None = None,
) -> Announced:
    """Choose the backend and say which, before anything that takes long.

    Args:
        name: What the user asks for, None for no wish.
        device: `auto`, `cpu` or `gpu`.
        quiet: Say nothing.
        candidates: The backends that can do the job, the preferred one first.
        reason: Why it is that one, where it is not the user who asks for it.

    Returns:
        The choice, to be started when all that is wrong with the arguments has been said.

    Raises:
        BackendError: The backend is unknown or not installed.
    """
    choice = backend.choose(name, device, candidates=candidates)
    say(f"Backend: {choice.name} ({reason or choice.reason})", quiet)
    return Announced(choice, device, candidates, quiet)


def announce_training(name: str | None, device: str, quiet: bool, data: str) -> Announced:
    """Say at once which backend a training takes, or that the data decide it.

    Args:
        name: What the user asks for, None for no wish.
        device: `auto`, `cpu` or `gpu`, on which nothing is measured yet.
        quiet: Say nothing.
        data: The name or path of the data, which are read next.

    Returns:
        The choice; `decide` settles it when the data are known.

    Raises:
        BackendError: The backend is unknown or not installed.
    """
    candidates = backend.FITTING_BACKENDS
    if backend.is_chosen(name) or device == "gpu":
        return announce(name, device, quiet, candidates)
    choice = backend.choose(name, device, candidates=candidates)
    say(f"Data: reading {data}", quiet)
    return Announced(choice, device, candidates, quiet, open=True)
