"""A live bar on a terminal; plain lines elsewhere."""

import contextlib
import os
import pty
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

COMMAND = [sys.executable, "-m", "kerasdigits", "fit", "--model", "mlp", "--epochs", "40"]


def fit(data, stderr):
    command = [*COMMAND, "--data", data]
    # The command's own choice of a backend is ready sooner than the tests'.
    environment = {key: value for key, value in os.environ.items() if key != "KERAS_BACKEND"}
    subprocess.run(
        command,
        stdout=subprocess.DEVNULL,
        stderr=stderr,
        cwd=data.parent,
        env=environment,
        check=True,
    )


def read_terminal(reader):
    shown = b""
    with contextlib.suppress(OSError):  # Linux says so at the end of a pseudo-terminal
        while chunk := os.read(reader, 65536):
            shown += chunk
    return shown


def test_a_terminal_shows_a_bar_with_loss_and_metric(few_digits):
    reader, writer = pty.openpty()
    # Read while it is written: a terminal holds a few kilobytes, and then the writer waits.
    with ThreadPoolExecutor(1) as pool:
        shown = pool.submit(read_terminal, reader)
        try:
            fit(few_digits, writer)
        finally:
            os.close(writer)
        text = shown.result().decode()
    os.close(reader)
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
