"""Do one kind of work many times on a Ray cluster, as `processes` does on one machine.

Ray finds the cluster (`RAY_ADDRESS`, else one on this machine), starts the processes, gives a job
whose process was killed to another one, and has a dashboard of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import nullcontext
from typing import Any

from kerasdigits.errors import BackendError, KerasdigitsError, is_typed, on_the_command_line
from kerasdigits.training.processes import Outcome

_RETRIES = 3  # of a job whose process, or machine, was lost


def work_through_on_ray(
    jobs: Sequence[Any],
    work: Callable[[Any], Any],
    *,
    processes: int,
    prepare: Callable[[], object],
) -> Generator[Outcome]:
    """Do a piece of work on each job; the arguments are those of `processes.work_through`.

    Args:
        jobs: What the work is given, one a job.
        work: A function at the top of a module; kerasdigits is installed wherever it runs.
        processes: How many at once, where no cluster is running; else Ray decides by its CPUs.
        prepare: Called before each job, in its process.

    Yields:
        The outcomes, as they come.

    Raises:
        BackendError: Ray is not installed, or its cluster does not answer.
    """
    ray = _import_ray()
    _connect(ray, processes)
    try:
        do = ray.remote(num_cpus=1, max_retries=_RETRIES)(_do)
        waiting = {do.remote(work, prepare, job, is_typed()): n for n, job in enumerate(jobs)}
        while waiting:
            (reference,), _ = ray.wait(list(waiting))
            number = waiting.pop(reference)
            try:
                value, failure = ray.get(reference)
            except ray.exceptions.RayError as error:
                value, failure = None, f"Ray gave it up: {str(error).strip().splitlines()[0]}"
            yield Outcome(number, value, failure)
    finally:
        ray.shutdown()


def _do(
    work: Callable[[Any], Any], prepare: Callable[[], object], job: Any, typed: bool
) -> tuple[Any, str | None]:
    """Do a job in a process of Ray's."""
    with on_the_command_line() if typed else nullcontext():
        try:
            prepare()
            return work(job), None
        except KerasdigitsError as error:
            return None, str(error)
        except Exception as error:  # Ray would write the error's traceback
            return None, f"{type(error).__name__}: {error}"


def _import_ray() -> Any:
    try:
        import ray
    except ImportError:
        raise BackendError(
            "Ray is not installed", remedy="Install it: pip install 'kerasdigits[ray]'"
        ) from None
    return ray


def _connect(ray: Any, processes: int) -> None:
    try:
        try:
            ray.init(address="auto", log_to_driver=False, logging_level="ERROR")
        except ConnectionError:  # no cluster is running
            ray.init(num_cpus=processes, log_to_driver=False, logging_level="ERROR")
    except Exception as error:  # whatever stands between this machine and the cluster
        raise BackendError(
            "The Ray cluster does not answer",
            received=error,
            remedy="Start one with: ray start --head, or unset RAY_ADDRESS",
        ) from error
