"""Practice: a learner fills holes in a lesson's code, and is told what is wrong and why.

    exercises/      the exercises, a folder a chapter
    exercise.py     an exercise as it stands in its files; the list of them all
    hole.py         what NAME_checks.py says of a hole
    functions.py    the functions that holes receive, each made of data
    cases.py        draw what a hole is asked, and compute what is right
    wire.py         values between the judge and a learner's process, without pickle
    worker.py       the process that runs a learner's code
    judge.py        start that process, ask it, end it when it goes too far
    diagnosis/      from what came back to what is wrong
    check.py        check a learner's file: a verdict a hole
    callees.py      which holes a hole calls
    answer_file.py  read a learner's file or notebook; save what can be saved of a broken one
    start.py        hand an exercise out, as a file or a notebook
    in_notebook.py  check a hole from a cell of a notebook
    progress.py     what a learner has done
    milestones/     history run again with the learner's own code
    grade.py        check the files of a class

The judge never runs in the learner's process. It draws the inputs, sends them to the process that
has loaded the learner's code, gets results and arguments back as plain data, and compares with an
oracle of its own. Neither the oracle nor what is right is ever sent.

An exercise is three files in `exercises/CHAPTER/`, with the lesson's name (CONTRIBUTING.md, "Write
an exercise", leads through them): `NAME.py`, solved; `NAME.toml`, the words; `NAME_checks.py`, a
`Hole` for each hole. Its wrong and right answers stand in `tests/practice/answers/NAME.py`.
"""
