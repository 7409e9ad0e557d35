"""The version of Keras that a file states."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class KerasVersion:
    """The version of Keras that wrote a file.

    Attributes:
        text: As the file states it; empty where it states none, as the first files did.
    """

    text: str

    @property
    def numbers(self) -> tuple[int, ...]:
        """Its numbers, `(2, 4, 0)`; those of the first Keras 2 where the file states none."""
        found = re.match(r"\d+(\.\d+)*", self.text)
        return tuple(map(int, found[0].split("."))) if found else (2, 0)

    @property
    def is_older(self) -> bool:
        """Whether it comes before Keras 3."""
        return self.numbers < (3,)

    @property
    def is_multi_backend(self) -> bool:
        """Whether it is the Keras 2 that ran on Theano and CNTK, too; TensorFlow's says `-tf`."""
        return self.numbers < (2, 4) and not self.text.endswith("-tf")

    def __lt__(self, numbers: tuple[int, ...]) -> bool:
        """Compare with a version's numbers."""
        return self.numbers < numbers

    def __str__(self) -> str:
        """Name it: `Keras 2.4.0`."""
        return f"Keras {self.text}" if self.text else "an early Keras 2"
