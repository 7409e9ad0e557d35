"""What the commands share at the edge to the user: options, and what is printed.

options.py       the options of several commands: backend, loading, data, seed, output
run_options.py   what is trained on what: the options of fit and lr-find, and their configuration
page_options.py  how the page shows a model: the options of export, and what they make
start.py         the backend is announced, and then imported
usage.py         what is wrong with a command line, in one line
group.py         a command of several: what each does, and its own examples
completion.py    what the shell offers after TAB
reading.py       a lesson's text and code
output.py        results on stdout, notes on stderr
wrapping.py      a text broken into lines, never within code
practice_output.py  what practice prints: exercises, checks, progress, grades
interrupt.py     Ctrl-C, or a request to end, becomes a sentence that says how to go on
"""
