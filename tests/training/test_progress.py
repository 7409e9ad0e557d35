"""A live bar on a terminal; plain lines elsewhere."""

import os
import pty
import subprocess
import sys

COMMAND = [sys.executable, "-m", "kerasdigits", "fit", "--model", "mlp", "--epochs", "40"]


def fit(data, stderr):
    command = [*COMMAND, "--data", data]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=stderr, cwd=data.parent, check=True)


def test_a_terminal_shows_a_bar_with_loss_and_metric(few_digits):
    reader, writer = pty.openpty()
    fit(few_digits, writer)
    os.close(writer)
    shown = b""
    try:
        while chunk := os.read(reader, 65536):
            shown += chunk
    except OSError:  # Linux says so at the end of a pseudo-terminal
        pass
    os.close(reader)
    text = shown.decode()
    assert "\x1b[" in text and "━" in text
    assert "loss" in text and "accuracy" in text


def test_no_terminal_shows_lines_without_control_characters(tmp_path, few_digits):
    with (tmp_path / "stderr").open("wb") as file:
        fit(few_digits, file)
    text = (tmp_path / "stderr").read_text()
    assert "\x1b" not in text and "━" not in text
    lines = [line for line in text.splitlines() if line.startswith("epoch")]
    assert len(lines) == 21  # the first, and every second of forty
    assert lines[-1].startswith("epoch 40/40  loss")
