"""How a number of a result is written, on the terminal and in the report."""

import math


class Shown(float):
    """A number that a format writes as `∞` where it is infinite, not as Python's `inf`."""

    def __format__(self, form: str) -> str:
        if math.isinf(self):
            return "∞" if self > 0 else "-∞"
        return super().__format__(form)


def show_cell(cell: str | int | float) -> str:
    """Write a number as a reader wants it: four digits that matter, thousands apart."""
    if isinstance(cell, bool | str):
        return str(cell)
    if isinstance(cell, int):
        return f"{cell:,}"
    if not math.isfinite(cell):
        return f"{Shown(cell)}"
    size = abs(cell)
    if size >= 1000:
        return f"{cell:,.2f}"
    if size >= 1e-3 or size == 0:
        return f"{cell:.4f}"
    return f"{cell:.3g}"
