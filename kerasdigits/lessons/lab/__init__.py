"""The tools of the course alone: what lessons need and the product does not.

plane.py             points in the plane in two classes: XOR, moons, spirals
excel_line.py        the line of fastai's spreadsheets
fastbook_order.py    fastbook's choice and order of threes and sevens
fastbook_models.py   fastbook's networks, and how PyTorch starts them
enlarged_digits.py   the embedded scans in the size of MNIST's images
changed_batches.py   mini-batches of images that are changed at random, such as padded and cut out
many_starts.py       many starts of one small network, trained at once
"""
