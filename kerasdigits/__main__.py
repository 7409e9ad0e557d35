"""`python -m kerasdigits`."""

from kerasdigits.cli import main

main(prog_name="kerasdigits")
