"""The recipe of fast.ai's first lesson: eight steps, from a frozen body to over-fitting.

plan.py       the steps by name, and how long each of them is
body.py       what the body learns before the first step
watch.py      loss and accuracy on what is held out, after each epoch
steps.py      the eight steps in their order, each with a row of what came of it
cycles.py     when the cycles of the last step end: over-fitting
galleries.py  which pictures to look at: right, wrong, the most confident, the least certain
run.py        the whole of it on a data set, into a run folder
"""
