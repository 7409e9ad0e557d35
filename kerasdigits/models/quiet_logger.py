"""Loggers of libraries that tell what is no news to whoever reads a model."""

import contextlib
import logging
from collections.abc import Iterator


@contextlib.contextmanager
def only_errors(name: str) -> Iterator[None]:
    """Have a logger tell errors alone inside the block.

    Args:
        name: The logger's name, such as `tensorflow`.
    """
    logger = logging.getLogger(name)
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)
