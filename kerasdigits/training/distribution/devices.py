"""The devices and processes of a training, as the backend and its own launcher name them."""

from __future__ import annotations

import atexit
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

from kerasdigits import backend
from kerasdigits.errors import BackendError, RunError, option

# How launchers tell a process which it is: torchrun, Keras's own variables, Slurm, Open MPI.
_RANKS = ("RANK", "KERAS_DISTRIBUTION_PROCESS_ID", "SLURM_PROCID", "OMPI_COMM_WORLD_RANK")
# What gloo, NCCL and JAX's coordination service write when a process is gone.
_OF_LOSS = ("peer", "connection", "gloo", "nccl", "coordination", "timed out", "heartbeat")
_SEVERAL = ("SLURM_NTASKS", "OMPI_COMM_WORLD_SIZE")


@dataclass(frozen=True)
class Distribution:
    """What a training is distributed over.

    Attributes:
        replicas: How many devices take a share of each batch, in all processes; 1 for one device.
        processes: How many processes there are.
        rank: Which of them this is, from 0; the first one alone writes.
        engine: The backend's own object: a `keras.distribution.DataParallel`, a
            `tf.distribute.Strategy`; None on PyTorch.
        mirrors: Whether models must be made in the engine's scope.
    """

    replicas: int = 1
    processes: int = 1
    rank: int = 0
    engine: Any = None
    mirrors: bool = False

    @property
    def writes(self) -> bool:
        """Whether this process writes the run, and says how it goes."""
        return self.rank == 0

    def scope(self) -> Any:
        """Let a model be made for these devices inside a `with` block."""
        return self.engine.scope() if self.mirrors else nullcontext()

    def describe(self, device: str) -> str:
        """Say what a training runs on: `cpu`, `4 x cpu`, `2 x cpu in 2 processes`."""
        if self.replicas == 1:
            return device
        processes = f" in {self.processes} processes" if self.processes > 1 else ""
        return f"{self.replicas} x {device}{processes}"


ALONE = Distribution()


def find_rank() -> int:
    """Say which process this is by what its launcher says; 0 without one."""
    return next((int(os.environ[name]) for name in _RANKS if name in os.environ), 0)


@contextmanager
def join() -> Iterator[Distribution]:
    """Find the devices of the imported backend, and the other processes; part in the end.

    Yields:
        What to distribute over.

    Raises:
        BackendError: There is one device only, or the processes do not find each other.
        RunError: Another process ended, in the block.
    """
    import keras

    with _JOINS[keras.config.backend()]() as distribution:
        try:
            yield distribution
        except RuntimeError as error:
            text = str(error).lower()
            if distribution.processes == 1 or not any(word in text for word in _OF_LOSS):
                raise
            raise _explain_loss(error) from error


@contextmanager
def _join_jax() -> Iterator[Distribution]:
    import jax
    import keras

    several = "KERAS_DISTRIBUTION_NUM_PROCESSES" in os.environ or any(
        int(os.environ.get(name, 1)) > 1 for name in _SEVERAL
    )
    if several:
        backend.seed(0)  # else Keras would agree upon one by a program of its own
        try:
            keras.distribution.initialize()
        except (RuntimeError, ValueError) as error:
            raise _explain_no_start(error) from error
    devices = keras.distribution.list_devices()
    if len(devices) == 1:
        raise _explain_one_device(
            "jax",
            "On one machine without GPUs, set XLA_FLAGS=--xla_force_host_platform_device_count=2; "
            "for several processes, set KERAS_DISTRIBUTION_JOB_ADDRESSES, _NUM_PROCESSES and "
            "_PROCESS_ID",
        )
    engine = keras.distribution.DataParallel(devices=devices, auto_shard_dataset=False)
    try:
        yield Distribution(len(devices), jax.process_count(), jax.process_index(), engine)
    except BaseException as error:
        if several:
            interrupted = isinstance(error, KeyboardInterrupt)
            atexit.register(_leave, 130 if interrupted else 1)
        raise


@contextmanager
def _find_tensorflow() -> Iterator[Distribution]:
    import tensorflow as tf

    if "TF_CONFIG" in os.environ:
        raise BackendError(
            "Keras 3 does not train in several TensorFlow processes "
            "(MultiWorkerMirroredStrategy ends in a ValueError)",
            received="TF_CONFIG",
            remedy=f"Use {option('backend', 'jax')} or {option('backend', 'torch')} for several "
            "processes, or unset TF_CONFIG for the devices of one",
        )
    devices = tf.config.list_logical_devices("GPU") or tf.config.list_logical_devices("CPU")
    if len(devices) == 1:
        raise _explain_one_device(
            "tensorflow", f"Use {option('backend', 'jax')}, which has several on a CPU, too"
        )
    strategy = tf.distribute.MirroredStrategy([device.name for device in devices])
    yield Distribution(len(devices), engine=strategy, mirrors=True)


@contextmanager
def _join_torch() -> Iterator[Distribution]:
    if int(os.environ.get("WORLD_SIZE", 1)) == 1:
        raise _explain_one_device(
            "torch",
            "Start it with: torchrun --standalone --nproc-per-node 2 -m kerasdigits fit ...",
        )
    import torch

    if torch.cuda.is_available():
        torch.cuda.set_device(int(os.environ.get("LOCAL_RANK", 0)))
    try:
        torch.distributed.init_process_group()
    except (RuntimeError, ValueError) as error:
        raise _explain_no_start(error) from error
    # torchrun ends those that are left when one is gone.
    signal.signal(signal.SIGTERM, _end)
    processes = torch.distributed.get_world_size()
    yield Distribution(processes, processes, torch.distributed.get_rank())
    torch.distributed.destroy_process_group()


def _leave(exit_code: int) -> None:
    """End this process; JAX would wait for five minutes for the others to end with it."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(exit_code)


def _end(*_: object) -> None:
    raise _explain_loss("SIGTERM")


def _explain_loss(error: object) -> RunError:
    return RunError(
        "Another process of this training ended, and the others cannot go on without it",
        received=error,
        remedy="Start all of them again with --resume --out RUN: they go on after the last "
        "checkpoint",
    )


def _explain_no_start(error: object) -> BackendError:
    return BackendError(
        "The processes of this training do not find each other",
        received=error,
        remedy="Give each the address of the first and its own number, as their launcher does",
    )


def _explain_one_device(name: str, remedy: str) -> BackendError:
    return BackendError(
        "There is nothing to distribute over",
        received=f"one device on {name}",
        remedy=remedy,
    )


_JOINS = {"jax": _join_jax, "tensorflow": _find_tensorflow, "torch": _join_torch}
