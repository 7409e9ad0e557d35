"""Milestones: history run again, with what a learner wrote in place of ours.

    milestone.py       what a milestone is; a learner's functions, and ours where one is missing
    history.py         all of them
    perceptron.py      1958: a 3 or a 7, by a weighted sum
    xor.py             1986: the exclusive or, by a hidden layer
    network.py         a network of dense layers, trained by a learner's functions
    zip_codes.py       1989: kernels that are learned read digits
    digits.py          1998: all ten digits, by a network with a hidden layer
    page.py            today: a page that reads digits by what a learner's code has found

Each is a program of ours that calls holes of the exercises.
"""
