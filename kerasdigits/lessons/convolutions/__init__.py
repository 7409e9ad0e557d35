"""Chapter 5, convolutional networks and transfer learning. In the order of reading:

convolution.py             nine weights, moved over the whole picture
resnet.py                  layers that begin by doing nothing, and add what they learn
feature_visualization.py   what each channel of a network looks for
transfer_learning.py       a body that learned other classes, and a new head
augmentation_tta.py        images moved in training and at test, and what not to do to them

Beside each stand its sheet, `NAME.toml`, and its figures and long tables, `NAME_plots.py`.
"""
