"""TensorFlow.js's own verdict on a model folder.

`export` asks it of its own folder, `kerasdigits check` of anybody's.

    browser_check.py    asked in Chromium, on each of its backends
    check.py            asked through Node; the tolerances
    compared_model.py   the Keras model that a folder is compared with
    examine.py          a folder of any maker on inputs that it has never seen
    fresh_inputs.py     those inputs
    match_order.py      which tensor of a foreign folder is which of Keras's
    open_sizes.py       the same at other sizes, where a model leaves them open
    read_folder.py      what a folder says of itself
    replay.py           the samples of a folder that was just written: on which engine, how exact
    room.py             more room for models whose layers round what they are given
"""
