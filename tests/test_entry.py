"""Ctrl-C is answered in one line before the command line is loaded, too."""

import subprocess
import sys

import pytest

from kerasdigits.commands.console.interrupt import resumable

PROGRAM = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from kerasdigits.entry import main

class Interrupt:
    def find_spec(self, name, *_):
        if name == "kerasdigits.cli":
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupt())
main()
"""


def test_ctrl_c_while_the_command_line_is_loaded_is_one_line():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True)
    assert (done.returncode, done.stderr.strip(), done.stdout) == (130, "Interrupted.", "")


def test_ctrl_c_before_there_is_a_run_speaks_of_none(tmp_path, capsys):
    with pytest.raises(KeyboardInterrupt), resumable(tmp_path / "run"):
        raise KeyboardInterrupt
    assert capsys.readouterr().err == ""
