"""How much memory is free, to know what should stay in its file."""

from pathlib import Path

_LARGEST_SHARE = 0.5  # of what is free: a training holds its data twice for a moment
_MEMINFO = Path("/proc/meminfo")
_LIMIT = Path("/sys/fs/cgroup/memory.max")
_USED = Path("/sys/fs/cgroup/memory.current")


def is_too_large(wanted: int) -> bool:
    """Tell whether data would take more than half of the memory that is free.

    Args:
        wanted: Bytes of the data as models see them, float32.

    Returns:
        False also where the system does not tell (Linux does).
    """
    free = find_free()
    return free is not None and wanted > _LARGEST_SHARE * free


def find_free() -> int | None:
    """Find how many bytes of memory are free, for this machine or the container that we are in.

    Returns:
        None where the system does not tell.
    """
    try:
        lines = dict(line.split(":", 1) for line in _MEMINFO.read_text().splitlines())
        free = int(lines["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        return None
    try:
        return min(free, int(_LIMIT.read_text()) - int(_USED.read_text()))
    except (OSError, ValueError):  # no container, or one without a limit: "max"
        return free
