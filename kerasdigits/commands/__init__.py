"""One file a command: parse, call the library, print. Keras is imported in bodies only.

console/     what the commands share: options, and what is printed
demo.py      the whole way, from data to the page, in one go
fit.py       train a model into a run folder
lr_find.py   sweep the learning rates and suggest one
sweep.py     train at several rates, batch sizes and seeds, and compare
recipe.py    the eight steps of fast.ai's recipe, in a table
runs.py      the runs that there are, and in what they differ
inspect.py   what is in a model file, without running it
evaluate.py  measure a run or a model file
predict.py   classify pictures, or predict from numbers
export.py    write a model for TensorFlow.js and add it to the page
import_.py   make a Keras model of a TensorFlow.js layers model
check.py     compare a model folder's numbers in TensorFlow.js with Keras's
lesson.py    read and run the lessons
practice.py  exercises with holes: start, check, hint, grade
site.py      put a whole site together for a static host
serve.py     serve the page on this machine
schema.py    the JSON Schemas of files, and of what --json prints
doctor.py    what this machine has, and what is missing
"""
