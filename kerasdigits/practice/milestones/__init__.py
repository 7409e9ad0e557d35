"""Milestones: history run again, with what a learner wrote in place of ours.

    milestone.py       what a milestone is; a learner's functions, and ours where one is missing
    history.py         all of them
    perceptron.py      1958: a 3 or a 7, by a weighted sum

Each is a program of ours that calls holes of the exercises.
"""
