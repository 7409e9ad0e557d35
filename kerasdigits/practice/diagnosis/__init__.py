"""From what a learner's function returned to what is wrong with it, in a learner's words.

explain.py    the questions in their order; the first that finds something answers
finding.py    what is found, and what it is found from
failures.py   no value at all: an error, an endless loop, an exit
structure.py  a value of another type or shape
numbers.py    numbers that are off in a way that has a name: sign, factor, shift, ...
spread.py     right for some arguments only: the example, one batch size, all but the edges
beginning.py  rows that build on each other: where the first one goes wrong
warned.py     why a number is nan or infinite
closeness.py  whether two results are the same, and what one is to the other
evidence.py   one small case in a line or two
"""
