"""The backend of a command: announced at once, imported when the work begins."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from kerasdigits import backend
from kerasdigits.backend import BackendChoice
from kerasdigits.commands.console.output import say


@dataclass(frozen=True)
class Announced:
    """A backend that was chosen and is not imported yet.

    Attributes:
        choice: The backend, and why.
        device: `auto`, `cpu` or `gpu`.
        candidates: The backends that can do the job.
        quiet: Whether to say nothing.
    """

    choice: BackendChoice
    device: str
    candidates: tuple[str, ...]
    quiet: bool = False

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
