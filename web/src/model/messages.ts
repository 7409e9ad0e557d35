/** What models say on the page, in English: apart by use, so that a script carries only what it can say. */

/** Units of numbers. */
export const UNITS = {
  "unit.bytes": "{count} bytes",
} as const;

/** The answer of a classifier. */
export const ANSWERS = {
  "answer.score": "score {score}",
  "answer.next": "then {name} with {value}",
} as const;

/** A backend of TensorFlow.js. */
export const BACKEND = {
  "backend.fails": "the {backend} backend does not start",
  "backend.simd": "WebAssembly has no SIMD here",
  "backend.noWebgl": "this browser has no WebGL",
  "backend.float16": "its WebGL cannot write float32 numbers, only float16",
  "backend.noWebgpu": "this browser has no WebGPU",
  "backend.webgpuFails": "its WebGPU does not start",
} as const;

/** Why a model cannot be loaded or shown. */
export const FAULTS = {
  "model.unloadable": 'The model "{name}" cannot be loaded',
  "model.damaged": "Its file model.js is damaged: {why}. Export the model again.",
  "model.unshowable": 'The model "{name}" cannot be shown',
  "model.misdescribed":
    "Its model.json says what does not fit the model: {why}. Export the model again, and say how it is to be shown.",
  "model.later": "A later kerasdigits exported it: its description is of version {version}, and this page reads {newest}.",
  "model.notBase64": "the weights are not base64 text",
  "model.length": "it holds {held} bytes of weights, the model needs {needed}",
  "model.unregistered": "it does not register a model of this name",
  "model.tensorflow": "TensorFlow.js says: {message}",
  "model.manifest": "its list of weights has one without name and shape",
  "model.shape": "the shape of its input is not one",
  "model.dtype": "unknown dtype {dtype} of weight {weight}",

  "fault.recipe": "it knows no recipe {recipe}",
  "fault.size": "the recipe {recipe} has the size {size}",
  "fault.channels": "a picture has {channels} channels",
  "fault.range": "the range of the input is {range}",
  "fault.dark": "dark_on_white is neither true nor false",
  "fault.made": "the recipe makes {made} numbers and the model takes {taken}",
  "fault.classes": "the names of the classes are not a list of names",
  "fault.classCount": "it has {names} names for {classes} classes",
  "fault.columns": "the columns are not a list of columns with names",
  "fault.columnCount": "it has {columns} columns, and the model takes {features} numbers",
  "fault.categories": "the categories of {column} are not a list of names",
  "fault.scale": "the numbers of the column {column} cannot be scaled",
  "fault.title": "the title is not a text",
  "fault.metadata": "its metadata are not an object",
  "fault.parity": "the stored samples are not lists of tensors",

  "replay.numbers": "the model gives {received} numbers for output {output}, Keras gave {expected}",
  "replay.outputs": "the model has {received} outputs, the samples {expected}",
} as const;

/** Why the test samples of a model cannot be shown. */
export const DAMAGES = {
  "tests.damaged": "the test samples are damaged: {why}",
  "tests.notBase64": "their numbers are not base64 text",
  "tests.more": "there are more numbers than their shape has room for",
  "tests.count": "there are {count} numbers, and their shape asks for {asked}",
  "tests.classes": "the model has {classes} classes, and their table has not",
  "tests.lists": "their lists differ in length",
  "tests.label": "a label is not a class",
  "tests.width": "a sample has {count} numbers, and the model takes {width}",
} as const;
