"""The scene How it learned: the past of a network, training in a worker, steps and slopes."""

import io
import re

import numpy as np
from playwright.sync_api import expect
from pointer import UPRIGHT, draw_with_mouse

PAST, TRAIN, STEP = (f"#learned .learned-part:nth-of-type({n})" for n in (1, 2, 3))


def open_scene(open_page, site, query="", **options):
    page = open_page(f"{site.joinpath('index.html').as_uri()}{query}", greeted=True, **options)
    page.evaluate("kerasdigits.openScene('learned')")
    return page


def read_shares(page):
    texts = page.locator(f"{PAST} .learned-percent").all_inner_texts()
    return np.array([float(text.rstrip(" %")) / 100 for text in texts])


def test_the_same_drawing_is_read_by_the_network_of_each_epoch(open_page, grown):
    from kerasdigits.runs.snapshots import read_snapshots

    site, run, model = grown
    page = open_scene(open_page, site, "?epoch=2")
    draw_with_mouse(page, UPRIGHT)
    when, slider = page.locator(f"{PAST} .learned-when"), page.locator(f"{PAST} input[type=range]")
    expect(when).to_have_text("After epoch 2 of 6")
    exercises = page.locator("#learned .lesson-link code", has_text="kerasdigits practice start")
    assert [text.split()[-1] for text in exercises.all_inner_texts()] == ["learning-rate", "depth"]
    slider.scroll_into_view_if_needed()  # what is not on the screen does not work
    expect(page.locator(f"{PAST} .learned-verdict")).to_contain_text("It reads")
    x = np.array(page.evaluate("Array.from(kerasdigits.input)"), "float32").reshape(1, 8, 8, 1)
    trained = model.get_weights()
    kept = read_snapshots(run.snapshots_path, 5)
    for place, weights in [(0, kept[0]), (3, kept[3]), (6, trained)]:
        slider.fill(str(place))
        model.set_weights(weights)
        logits = model.predict(x, verbose=0)[0]
        expected = np.exp(logits - logits.max()) / np.exp(logits - logits.max()).sum()
        page.wait_for_timeout(150)  # an answer comes a frame after the slider
        # A byte a weight moves an answer a little; the trained network's are whole.
        np.testing.assert_allclose(read_shares(page), expected, atol=6e-4 if place == 6 else 0.02)
        assert f"epoch={place}" in page.url
    expect(when).to_have_text("Trained: after epoch 6")
    expect(page.locator(f"{PAST} .learned-dot")).to_have_count(1)
    page.get_by_role("button", name="Earlier").click()
    expect(when).to_have_text("After epoch 5 of 6")


def test_a_worker_trains_from_zero_and_says_when_it_diverges(open_page, grown):
    site, _, _ = grown
    page = open_scene(open_page, site, "?model=grown")
    told, start = page.locator(f"{TRAIN} .learned-told"), page.get_by_role("button", name="Train")
    start.click()
    expect(told).to_have_text(re.compile(r"^Done in [\d.]+ s\. Your drawing is now read as \d"))
    held_out = page.locator(f"{TRAIN} dd").first.inner_text()
    assert float(held_out.rstrip(" %")) >= 94
    assert page.evaluate("Boolean(globalThis.kerasdigitsTrainer)")
    page.get_by_label("Optimizer").select_option("sgd")
    page.locator(f"{TRAIN} input[type=range]").fill("12")  # four steps to a power of ten
    start.click()
    expect(told).to_have_text(re.compile(r"^Diverged\."))
    page.get_by_label("Epochs").select_option("50")
    page.get_by_label("Examples a step").select_option("1")
    page.locator(f"{TRAIN} input[type=range]").fill("-8")
    start.click()
    expect(page.locator(f"{TRAIN} dd").first).to_have_text(re.compile("%"))
    page.get_by_role("button", name="Stop").click()
    expect(told).to_have_text(re.compile("^Stopped after"))
    # One step slowly: its numbers, and a slope that moving the weight confirms.
    errors = page.locator(f"{STEP} .learned-stages li").nth(3)
    errors.scroll_into_view_if_needed()
    expect(errors).to_contain_text("The error goes from")
    before, after = re.search(r"from ([\d.]+) to ([\d.]+)\.", errors.inner_text()).groups()
    assert float(after) < float(before)
    page.get_by_role("button", name="Take the step").click()
    expect(errors).to_contain_text(f"from {after} to")
    verdict = page.locator(f"{STEP} .learned-check .learned-told")
    for layer, unit in [("hidden_1", 3), ("outputs", 7)]:
        page.get_by_label("Weights of").select_option(label=layer)
        page.get_by_label("To unit").fill(str(unit))
        page.get_by_label("To unit").blur()
        assert float(verdict.get_attribute("data-difference")) < 1e-3
    page.get_by_label("Little is").fill("-56")  # 1e-14: rounding drowns it
    expect(verdict).to_contain_text("They differ")


DAMAGE = "delete globalThis.Worker; globalThis.kerasdigitsEpochs = {grown: {weights: 3}};"


def test_without_workers_or_a_past_the_rest_works_and_files_are_checked(open_page, grown):
    site, _, _ = grown
    page = open_scene(open_page, site, "?model=flat", init=DAMAGE)
    expect(page.locator(PAST)).to_contain_text("kerasdigits fit")
    told = page.locator(f"{TRAIN} .learned-file .hint")
    chooser = page.locator(f"{TRAIN} input[type=file]")

    def choose(**arrays):
        file = io.BytesIO()
        np.savez_compressed(file, **arrays)
        data = {"name": "mnist.npz", "mimeType": "", "buffer": file.getvalue()}
        chooser.set_input_files(data)

    x = np.zeros((300, 28, 28), np.uint8)
    y = (np.arange(300) % 3).astype(np.uint8)
    x[np.arange(300), 4 + y] = 255  # the class is the row with ink
    choose(x_train=x[:200], y_train=y[:200].astype("int64"), x_test=x[200:], y_test=y[200:])
    expect(told).to_have_text(re.compile("y_train.npy holds other numbers than bytes"))
    choose(x_train=x[:200, 1:], y_train=y[:200], x_test=x[200:], y_test=y[200:])
    expect(told).to_have_text(re.compile("are not what this model reads"))
    choose(x_train=x[:200], y_train=y[:200], x_test=x[200:], y_test=y[200:])
    expect(told).to_have_text("MNIST from your file (300)")
    page.get_by_role("button", name="Train").click()
    expect(page.locator(f"{TRAIN} .learned-told")).to_have_text(re.compile("^Done"))
    assert page.locator(f"{TRAIN} dd").first.inner_text() == "100.0\u00a0%"
    page.locator("#picker").select_option("grown")
    expect(page.locator(PAST)).to_contain_text("cannot be shown: epochs.js does not hold")


CNN = [
    {
        "kind": "convolution",
        "filters": 4,
        "window": {"size": [3, 3], "strides": [2, 2], "padding": "same"},
        "useBias": False,
    },
    {
        "kind": "normalization",
        "options": {"epsilon": 1e-3, "momentum": 0.9, "scale": True, "center": True},
    },
    {"kind": "activation", "name": "relu"},
    {
        "kind": "pooling",
        "of": "max",
        "window": {"size": [2, 2], "strides": [2, 2], "padding": "valid"},
    },
    {"kind": "reshape", "shape": [16]},
    {"kind": "dense", "units": 10, "useBias": True},
]
TEN_STEPS = """async ({network, variables, inputs, labels, optimizer, rate}) => {
    await new Promise(done => {
        const script = document.createElement("script");
        script.src = "dist/trainer.js"; script.onload = done; document.head.append(script);
    });
    const source = new Blob([globalThis.kerasdigitsTrainer], {type: "text/javascript"});
    const worker = new Worker(URL.createObjectURL(source));
    const samples = {shape: [8, 8, 1], train: 320, test: 16, min: 0, scale: 1,
        inputs: Float32Array.from(inputs), labels: Uint8Array.from(labels)};
    const task = {network, variables: variables.map(v => Float32Array.from(v)), samples,
        optimizer, rate, batchSize: 32, epochs: 1, seed: 0,
        schedule: "constant", shuffle: false};
    return new Promise((resolve, reject) => {
        worker.onmessage = ({data}) => {
            if (data.kind === "ready") worker.postMessage({kind: "start", task});
            if (data.kind === "ended") resolve(data.variables.map(v => Array.from(v)));
            if (data.kind === "failed") reject(new Error(data.reason));
        };
    });
}"""


def test_ten_steps_in_chromium_end_where_keras_ends(open_page, grown, digits):
    import keras

    layers, optimizers = keras.layers, keras.optimizers
    keras.utils.set_random_seed(5)
    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Conv2D(4, 3, 2, padding="same", use_bias=False),
            layers.BatchNormalization(momentum=0.9),
            layers.ReLU(),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(10),
        ]
    )
    start = [np.array(weight) for weight in model.get_weights()]  # else they change along
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    x, y = digits.x_train[:336], digits.y_train[:336]
    page = open_page(grown[0].joinpath("index.html").as_uri(), wait="ready")
    task = {
        "network": {"inputShape": [8, 8, 1], "layers": CNN, "loss": "cross-entropy"},
        "variables": [weight.ravel().tolist() for weight in start],
        "inputs": x.ravel().tolist(),
        "labels": y.tolist(),
    }
    for optimizer in (optimizers.SGD(0.1), optimizers.Adam(0.01)):
        model.set_weights(start)
        model.compile(optimizer, loss)
        model.fit(x[:320], y[:320], batch_size=32, shuffle=False, verbose=0)
        how = {
            "optimizer": type(optimizer).__name__.lower(),
            "rate": float(optimizer.learning_rate),
        }
        ours = page.evaluate(TEN_STEPS, task | how)
        for mine, theirs, before in zip(ours, model.get_weights(), start, strict=True):
            np.testing.assert_allclose(mine, theirs.ravel(), atol=1e-4)
            assert np.abs(before.ravel() - mine).max() > 1e-3
