/** A graph model as a network. Only graph.js and the checks import this: TensorFlow.js's graph runtime is large. */

import type * as tf from "@tensorflow/tfjs-core";
import type { GraphModel } from "@tensorflow/tfjs-converter";
import type { Part, TensorInfo } from "./network";
import type { Runnable } from "./tensor-network";

/** An entry of the model's signature, as model.json holds it (TensorFlow's TensorInfo as JSON). */
interface SignatureEntry {
  name: string;
  dtype?: string;
  tensorShape?: { dim?: { size: string | number }[]; unknownRank?: boolean };
}

const DTYPES: Record<string, tf.DataType> = { DT_FLOAT: "float32", DT_INT32: "int32", DT_BOOL: "bool" };

function readEntry(name: string, entry: SignatureEntry | undefined): TensorInfo {
  const sizes = entry?.tensorShape?.unknownRank ? null : entry?.tensorShape?.dim;
  return {
    name,
    shape: sizes?.map(({ size }) => (Number(size) < 0 ? null : Number(size))) ?? null,
    dtype: DTYPES[entry?.dtype ?? ""] ?? "float32",
  };
}

/** "dense" of "dense:1", where TensorFlow.js names a later output of an operation. */
function describe(names: string[], entries: Record<string, SignatureEntry> | undefined): TensorInfo[] {
  return names.map((name) => readEntry(name, entries?.[name] ?? entries?.[name.replace(/:\d+$/, "")]));
}

/** Say what to do about a model with loops or with shapes that depend on values. */
function explain(error: Error): Error {
  if (!/executeAsync/.test(error.message)) return error;
  return new Error(
    `the graph has an operation that runs only with executeAsync, and predict is synchronous: ${error.message}`,
  );
}

/** The nodes of the graph, as far as the summary needs them. */
export interface Topology {
  node: { name: string; op: string; input?: string[] }[];
}

/** What changes no number: the activation is looked for before it. */
const PASSING = ["Identity", "Reshape", "Squeeze", "ExpandDims"];

/** The operation that makes the first output's numbers, in Keras's words: "softmax" for Softmax. */
function lastActivation({ node }: Topology, output: string | undefined): string | null {
  const nodes = new Map(node.map((each) => [each.name, each]));
  let last = nodes.get((output ?? "").replace(/:\d+$/, ""));
  while (last && PASSING.includes(last.op)) last = nodes.get((last.input?.[0] ?? "").replace(/:\d+$/, ""));
  return last?.op.toLowerCase() ?? null;
}

/** How often each operation occurs, the most frequent first. */
function countOperations({ node }: Topology): Part[] {
  const counts = new Map<string, number>();
  for (const { op } of node) if (!/^(Const|Placeholder)/.test(op)) counts.set(op, (counts.get(op) ?? 0) + 1);
  const parts = [...counts].map(([kind, count]) => ({ kind, shape: null, parameters: null, count }));
  return parts.sort((a, b) => b.count - a.count);
}

/** Inputs and outputs are in the order of the model's signature. */
export function graphNetwork(model: GraphModel, topology: Topology): Runnable {
  const signature = model.modelSignature as Record<"inputs" | "outputs", Record<string, SignatureEntry>> | undefined;
  return {
    format: "graph-model",
    inputs: describe(model.inputNodes, signature?.inputs),
    outputs: describe(model.outputNodes, signature?.outputs),
    activation: lastActivation(topology, model.outputs[0]?.name),
    layersModel: null,
    runsOn: "tensorflow.js",
    summarize: () => countOperations(topology),
    run(inputs) {
      try {
        // Not predict: under structured outputs it gives a record instead of a list.
        const outputs = model.execute(inputs, model.outputNodes);
        return Array.isArray(outputs) ? outputs : [outputs];
      } catch (error) {
        throw explain(error as Error);
      }
    },
    dispose: () => model.dispose(),
  };
}
