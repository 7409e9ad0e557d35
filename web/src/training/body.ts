/** The layers of a model that stay as they are while those after them learn. */

import * as tf from "@tensorflow/tfjs-core";
import type { Trainable } from "./describe-network";

/** Rows through the layers that stay as they are. */
export async function runBody(body: NonNullable<Trainable["body"]>, x: Float32Array, shape: number[]): Promise<Float32Array> {
  const output = tf.tidy(() => body.predict(tf.tensor(x, shape)) as tf.Tensor);
  try {
    return Float32Array.from(await output.data());
  } finally {
    output.dispose();
  }
}
