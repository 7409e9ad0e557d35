"""`python -m kerasdigits`."""

from kerasdigits.entry import main

main()
