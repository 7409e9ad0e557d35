"""check.cjs answers for layers and graph models, and serves requests; NumPy is the oracle."""

import base64
import json
import subprocess

import numpy as np
import pytest
from handmade import record
from handmade_graph import digits_graph, lookup_graph, node
from models import MODELS
from sites import WEB


def ask(*requests: dict | str) -> list[dict]:
    """Send requests, one a line, and read the answers."""
    lines = [line if isinstance(line, str) else json.dumps(line) for line in requests]
    command = ["node", str(WEB / "dist" / "check.cjs"), "--serve"]
    text = "\n".join(lines) + "\n"
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len([line for line in lines if line.strip()])
    return answers


def decode(tensor: dict) -> np.ndarray:
    """The array of a tensor record."""
    data = np.frombuffer(base64.b64decode(tensor["data"]), tensor["dtype"])
    return data.reshape(tensor["shape"])


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """A layers model, and graph models: plain, quantized, of fixed rows, of a dynamic shape."""
    root = tmp_path_factory.mktemp("folders")
    dynamic = lookup_graph("dynamic")
    dynamic.nodes[-1] = node("doubled", "Where", ["total"])
    for model in (
        digits_graph(parity={"tolerance": 0.5}),
        digits_graph("bytes", quantization="uint8"),
        lookup_graph(rows=5),
        dynamic,
        MODELS["a-lines"],
    ):
        model.write(root)
    return root


def test_folders_of_both_formats_take_turns(folders):
    names = ("k-graph", "a-lines", "m-lookup", "a-lines", "k-graph")
    answers = ask(*({"folder": str(folders / name)} for name in names))
    assert all(answer["ok"] and answer["samples"] == 12 for answer in answers), answers
    formats = [answer["format"].split("-")[0] for answer in answers]
    assert formats == ["graph", "layers", "graph", "layers", "graph"]
    assert all(answer["max_abs_difference"] < 1e-5 for answer in answers)
    assert [answer.get("tolerance") for answer in answers] == [0.5, None, None, None, 0.5]
    assert [output["name"] for output in answers[2]["outputs"]] == ["total", "doubled"]
    assert answers[2]["inputs"][0] == {"name": "words", "shape": [5, 6], "dtype": "int32"}


def test_inputs_of_ones_own_get_numpys_answers_in_order(folders, tmp_path):
    model = lookup_graph()
    batches = [[array[rows] for array in model.samples] for rows in (slice(0, 12), slice(3, 4))]
    path = tmp_path / "inputs.json"
    path.write_text(json.dumps({"batches": [[record(a) for a in batch] for batch in batches]}))
    request = {"folder": str(folders / "m-lookup"), "inputs": str(path), "parity": False}
    (answer,) = ask(request)
    assert (answer["samples"], answer["outputs"], answer["max_abs_difference"]) == (0, [], None)
    for batch, rows in zip(answer["batches"], (slice(0, 12), slice(3, 4)), strict=True):
        for output, expected in zip(batch, model.answers, strict=True):
            np.testing.assert_allclose(decode(output), expected[rows], atol=1e-5)


def test_weights_in_bytes_are_decoded_with_the_loss_that_they_have(folders):
    (answer,) = ask({"folder": str(folders / "bytes")})
    model = digits_graph("bytes", quantization="uint8")
    stored = {}
    for entry, data in model.stored():
        if how := entry.get("quantization"):
            numbers = np.frombuffer(data, "u1") * how["scale"] + how["min"]
            stored[entry["name"]] = numbers.reshape(entry["shape"])
    logits = np.einsum("bij,ijk->bk", model.samples[0][..., 0], stored["kernel"]) + stored["bias"]
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    quantized = exponentials / exponentials.sum(axis=1, keepdims=True)
    loss = np.abs(quantized - model.answers[0]).max()
    assert answer["max_abs_difference"] == pytest.approx(loss, rel=1e-3)


def test_a_graph_that_needs_execute_async_is_refused_with_the_reason(folders):
    (answer,) = ask({"folder": str(folders / "dynamic")})
    assert not answer["ok"]
    assert "executeAsync, and predict is synchronous" in answer["error"]
    assert "Where" in answer["error"]


def test_what_is_wrong_with_one_request_does_not_stop_the_next(folders, tmp_path):
    wrong = tmp_path / "inputs.json"
    wrong.write_text(json.dumps({"batches": [[record(np.zeros((2, 28, 28, 1), np.float32))] * 2]}))
    answers = ask(
        "no json",
        "",
        {"folder": str(tmp_path / "nowhere")},
        {"folder": str(folders / "k-graph"), "inputs": str(wrong)},
        {"folder": str(folders / "k-graph")},
    )
    assert [answer["ok"] for answer in answers] == [False, False, False, True]
    assert "nowhere" in answers[1]["error"]
    assert "has 1 inputs, received 2" in answers[2]["error"]


def test_a_changed_byte_of_the_twin_is_found_in_a_graph_folder(tmp_path):
    folder = digits_graph().write(tmp_path)
    shard = folder / "group1-shard1of1.bin"
    data = bytearray(shard.read_bytes())
    data[0] ^= 1
    shard.write_bytes(bytes(data))
    checked, loaded = ask({"folder": str(folder)}, {"folder": str(folder), "parity": False})
    assert "other weight bytes than the shards" in checked["error"]
    assert loaded["ok"]


def test_the_weights_of_a_graph_are_read_across_its_shards(tmp_path):
    folder = digits_graph(parity={"tolerance": 0.5}).write(tmp_path)
    whole, path = folder / "group1-shard1of1.bin", folder / "model.json"
    data, content = whole.read_bytes(), json.loads(path.read_text())
    names = [f"group1-shard{number}of3.bin" for number in (1, 2, 3)]
    for start, end, name in ((0, 7, 0), (7, len(data) - 9, 1), (len(data) - 9, len(data), 2)):
        (folder / names[name]).write_bytes(data[start:end])
    content["weightsManifest"][0]["paths"] = names
    path.write_text(json.dumps(content))
    question = {"folder": str(folder), "inputs": str(tmp_path / "x.json"), "parity": False}
    x = record(np.linspace(0, 1, 2 * 784, dtype="float32").reshape(2, 28, 28, 1))
    (tmp_path / "x.json").write_text(json.dumps({"batches": [[x]]}))
    whole_folder = digits_graph(parity={"tolerance": 0.5}).write(tmp_path / "whole")
    cut, same = ask(question, {**question, "folder": str(whole_folder)})
    assert cut["ok"], cut
    assert cut["batches"] == same["batches"]
    (folder / names[2]).write_bytes(data[-9:-1])
    (short,) = ask(question)
    assert "fewer bytes than the weights take" in short["error"]
