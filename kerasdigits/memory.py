"""Memory that was freed goes back to the system."""

import contextlib
import ctypes


def give_back_freed() -> None:
    """Give memory that this process has freed back to the system, where glibc manages it.

    It keeps what lies between other pieces: some 100 MB after the weights of a large model.
    """
    with contextlib.suppress(AttributeError, OSError, TypeError):  # another C library
        ctypes.CDLL(None).malloc_trim(0)
