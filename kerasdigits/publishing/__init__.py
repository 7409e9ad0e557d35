"""Publishing: a run, or any model, becomes a model folder on a page, and the folder is examined.

publish.py            the verb: export, put on the page, measure what quantization costs
destinations.py       which folder, on which site; the page that is completed around it
presentation.py       how the page shows a model: recipe, classes, title; what a bare one omits
input_range.py        the numbers that a model takes for black and white, as its first layers tell
class_names.py        names of classes from a list or a file
test_samples.py       the test samples that the page shows: where the model fails, and some others
run_data.py           a run's own data, where they are at hand and unchanged
epochs.py             the weights and curves of a run's training, for the page to look back
page_data.py          a small data set whole, for the page to train on
exported_accuracy.py  the accuracy of an exported classifier, as TensorFlow.js measures it
hashed_assets.py      names of a site's scripts and styles that change with their content
static_site.py        a whole site for a static host: page, models, lessons, offline
examination.py        a model folder in Node or a browser, beside the model it came from
"""
