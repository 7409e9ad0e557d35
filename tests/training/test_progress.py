"""A live bar on a terminal; plain lines elsewhere."""

import contextlib
import itertools
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


def test_a_fit_says_beforehand_what_it_does_and_after_its_first_steps_how_long_it_takes(
    monkeypatch, capsys
):
    """A clock by hand: 5 s to compile 8 steps, then half a second a step, of 3 epochs of 20."""
    from kerasdigits.training import progress

    clock = itertools.count()
    monkeypatch.setattr(progress.time, "perf_counter", lambda: float(next(clock)) / 2)
    bar = progress.ShowProgress(3, 20, described="160 samples")
    bar.on_train_begin()
    bar.on_epoch_begin(0)
    for _ in range(10):
        next(clock)
    for batch in range(7, 20):
        bar.on_train_batch_end(batch)
    bar.on_epoch_end(0, {"loss": 1.0})
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "3 epochs of 20 steps on 160 samples"
    # Seven steps of half a second pass the three seconds; 60 - 15 are left.
    assert said[1] == "about 22 s left, going by 7 steps"
    assert said[2].startswith("epoch 1/3  loss 1.0000")
    assert len(said) == 3


def test_a_smaller_last_batch_that_is_compiled_anew_does_not_tell_how_long_it_takes(
    monkeypatch, capsys
):
    """Eight steps at once, then the two that are left of the epoch with 9 s of compiling."""
    from kerasdigits.training import progress

    now = 0.0
    monkeypatch.setattr(progress.time, "perf_counter", lambda: now)
    bar = progress.ShowProgress(100, 10, described="1,212 samples")
    bar.on_train_begin()
    bar.on_epoch_begin(0)
    now = 5.0
    bar.on_train_batch_end(7)
    now = 14.0
    bar.on_train_batch_end(9)
    bar.on_epoch_end(0, {"loss": 1.0})
    bar.on_epoch_begin(1)
    now = 14.1
    bar.on_train_batch_end(9)
    bar.on_epoch_end(1, {"loss": 0.5})
    said = capsys.readouterr().err.splitlines()
    # 98 epochs of a tenth of a second; not 990 steps of 4.5 s each.
    assert [line for line in said if "left" in line] == ["about 10 s left, going by 10 steps"]
