"""What is on disk: the parts of a model folder, and what TensorFlow.js accepts in them.

Nothing here knows of Keras: the two routes fill these forms in.

    folder.py          a folder that appears whole or not at all
    input_dtypes.py    the dtypes of inputs
    model_js.py        model.json's twin for pages opened from disk
    model_json.py      model.json itself
    names.py           names that TensorFlow.js accepts, each given once
    quantize.py        weights in fewer bytes
    snapshots_js.py    the weights at other times of the training, for the page
    tensor_record.py   a tensor as JSON can hold it
    weights.py         the manifest and the shards
"""
