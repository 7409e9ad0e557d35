"""TensorFlow.js computes Keras's numbers for models on the graph route."""

import json
from collections import Counter

import pytest
from graph_cases import CASES
from op_cases import GROUPS


def read_model(report):
    return json.loads((report.path / "model.json").read_text())


def count_operations(report):
    return Counter(node["op"] for node in read_model(report)["modelTopology"]["node"])


@pytest.mark.parametrize("name", CASES)
def test_graph_model_computes_the_same_in_tensorflow_js(name, graph_exports):
    report, answer = graph_exports[name]
    assert answer["ok"], answer
    assert report.format == answer["format"] == "graph-model"
    assert answer["samples"] == report.samples >= 10
    for output in answer["outputs"]:
        scale = output["max_abs_value"] or 1.0
        assert output["max_abs_difference"] <= 1e-5 * scale, output


@pytest.mark.parametrize("group", GROUPS)
def test_every_operation_of_a_group_is_an_output(group, graph_exports):
    _, answer = graph_exports[f"operations_{group}"]
    assert len(answer["outputs"]) == len(GROUPS[group])
    silent = [output["name"] for output in answer["outputs"] if output["max_abs_value"] == 0]
    # isnan and isinf of ordinary numbers, and the angle of the rare zero.
    assert len(silent) <= 2, silent


def test_no_operation_is_one_that_tensorflow_js_lacks(graph_exports):
    from kerasdigits.tfjs.graph_model.lowered.tfjs_ops import USABLE_OPS

    used = set().union(*(count_operations(report) for report, _ in graph_exports.values()))
    assert len(used) > 60
    assert used <= USABLE_OPS


def test_batch_normalizations_vanish_into_kernels(graph_exports):
    counted = count_operations(graph_exports["folded_batch_normalization"][0])
    assert counted["_FusedConv2D"] == counted["FusedDepthwiseConv2dNative"] == 1
    assert counted["_FusedMatMul"] == 1
    assert not {"Mul", "AddV2", "Sub", "Rsqrt", "FusedBatchNormV3"} & set(counted)


def test_only_activations_that_all_backends_have_are_fused(graph_exports):
    import base64

    fused = [
        base64.b64decode(text).decode()
        for report, _ in graph_exports.values()
        for node in read_model(report)["modelTopology"]["node"]
        for text in node.get("attr", {}).get("fused_ops", {"list": {"s": []}})["list"]["s"]
    ]
    assert {"BiasAdd", "Relu", "Relu6", "Elu", "Sigmoid", "LeakyRelu"} == set(fused)


def test_a_tensor_that_is_read_twice_is_not_folded_into(graph_exports):
    counted = count_operations(graph_exports["batch_normalization_of_a_tensor_read_twice"][0])
    assert counted["Conv2D"] + counted["_FusedConv2D"] == 1


def test_loops_are_unrolled_and_training_layers_vanish(graph_exports):
    control = {"While", "StatelessWhile", "If", "StatelessIf", "TensorListReserve"}
    for report, _ in graph_exports.values():
        assert not control & set(count_operations(report))
    counted = count_operations(graph_exports["layers_of_training_vanish"][0])
    assert set(counted) <= {"Placeholder", "Const", "_FusedConv2D", "Reshape", "_FusedMatMul"}


def test_names_and_order_of_inputs_and_outputs_are_the_models(graph_exports):
    signature = read_model(graph_exports["dicts_in_and_out"][0])["signature"]
    assert list(signature["inputs"]) == ["k", "u"]
    assert [i["tensorShape"]["dim"][1]["size"] for i in signature["outputs"].values()] == ["1", "2"]
    report, _ = graph_exports["outputs_that_are_inputs_constants_or_equal"]
    signature = read_model(report)["signature"]
    assert list(signature["inputs"]) == ["layer_constructor"]
    assert next(iter(signature["outputs"])) == "output_7"
    towers = read_model(graph_exports["subclassed_model_with_dicts"][0])["signature"]
    assert list(towers["inputs"]) == ["left", "right"]
    assert list(towers["outputs"]) == ["product", "sum"]


def test_weights_carry_the_names_of_keras(graph_exports):
    manifest = read_model(graph_exports["custom_layers_with_weights"][0])["weightsManifest"]
    names = {weight["name"] for weight in manifest[0]["weights"]}
    assert any(name.endswith("/factor") for name in names)
    assert any(name.endswith("/power1") for name in names)


def test_every_layer_that_is_said_to_take_this_route_takes_it():
    from kerasdigits.tfjs.layers_model.support import describe_layers

    said = {entry.class_name for entry in describe_layers() if entry.route == "graph"}
    models = [build() for build in CASES.values()]
    carried = {type(layer).__name__ for model in models for layer in model._flatten_layers()}
    # A Wrapper of one's own is a custom layer, of which there are cases.
    assert said - carried == {"Wrapper"}
