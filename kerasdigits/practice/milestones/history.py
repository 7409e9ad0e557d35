"""The milestones, in the order of the years."""

from kerasdigits.errors import PracticeError, ask_if_meant
from kerasdigits.practice.milestones.digits import DIGITS
from kerasdigits.practice.milestones.milestone import Milestone
from kerasdigits.practice.milestones.page import PAGE
from kerasdigits.practice.milestones.perceptron import PERCEPTRON
from kerasdigits.practice.milestones.xor import XOR
from kerasdigits.practice.milestones.zip_codes import ZIP_CODES

MILESTONES: tuple[Milestone, ...] = (PERCEPTRON, XOR, ZIP_CODES, DIGITS, PAGE)


def find_milestone(name: str) -> Milestone:
    """Find a milestone by its name.

    Raises:
        PracticeError: There is none of that name; the message names those that there are.
    """
    known = {milestone.name: milestone for milestone in MILESTONES}
    if name in known:
        return known[name]
    remedy = ask_if_meant(name, known) or f"There are {', '.join(known)}"
    raise PracticeError("There is no milestone of that name", received=name, remedy=remedy)
