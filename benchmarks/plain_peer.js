// What somebody writes who needs no library: the layers of one small network as loops over typed arrays.
// `readPlain(json, weights)` makes a function from n rows of numbers to n rows of answers.

const ACTIVATIONS = {
  linear: () => {},
  relu: (y) => {
    for (let i = 0; i < y.length; i++) if (y[i] < 0) y[i] = 0;
  },
  softmax: (y) => {
    const most = Math.max(...y);
    let sum = 0;
    for (let i = 0; i < y.length; i++) sum += y[i] = Math.exp(y[i] - most);
    for (let i = 0; i < y.length; i++) y[i] /= sum;
  },
};

function before(length, size, stride, padding) {
  const count = padding === "same" ? Math.ceil(length / stride) : Math.floor((length - size) / stride) + 1;
  return [count, padding === "same" ? Math.max(0, (count - 1) * stride + size - length) >> 1 : 0];
}

function convolve({ kernel_size: [kh, kw], strides: [sh, sw], padding, filters, activation }, shape, kernel, bias) {
  const [h, w, c] = shape;
  const [oh, top] = before(h, kh, sh, padding);
  const [ow, left] = before(w, kw, sw, padding);
  const y = new Float32Array(oh * ow * filters);
  const step = (x) => {
    for (let i = 0; i < oh; i++) {
      for (let j = 0; j < ow; j++) {
        const to = (i * ow + j) * filters;
        for (let f = 0; f < filters; f++) y[to + f] = bias ? bias[f] : 0;
        for (let a = 0; a < kh; a++) {
          const row = i * sh - top + a;
          if (row < 0 || row >= h) continue;
          for (let b = 0; b < kw; b++) {
            const column = j * sw - left + b;
            if (column < 0 || column >= w) continue;
            for (let k = 0; k < c; k++) {
              const value = x[(row * w + column) * c + k];
              const at = ((a * kw + b) * c + k) * filters;
              for (let f = 0; f < filters; f++) y[to + f] += value * kernel[at + f];
            }
          }
        }
      }
    }
    ACTIVATIONS[activation](y);
    return y;
  };
  return [step, [oh, ow, filters]];
}

function normalize({ epsilon }, shape, gamma, beta, mean, variance) {
  const scale = gamma.map((g, i) => g / Math.sqrt(variance[i] + epsilon));
  const shift = beta.map((b, i) => b - mean[i] * scale[i]);
  const channels = scale.length;
  const step = (x) => {
    for (let i = 0; i < x.length; i += channels) {
      for (let k = 0; k < channels; k++) x[i + k] = x[i + k] * scale[k] + shift[k];
    }
    return x;
  };
  return [step, shape];
}

function pool({ pool_size: [ph, pw], strides: [sh, sw] }, [h, w, c]) {
  const [oh, ow] = [Math.floor((h - ph) / sh) + 1, Math.floor((w - pw) / sw) + 1];
  const y = new Float32Array(oh * ow * c);
  const step = (x) => {
    for (let i = 0; i < oh; i++) {
      for (let j = 0; j < ow; j++) {
        for (let k = 0; k < c; k++) {
          let most = -Infinity;
          for (let a = 0; a < ph; a++) {
            for (let b = 0; b < pw; b++) {
              const value = x[((i * sh + a) * w + j * sw + b) * c + k];
              if (value > most) most = value;
            }
          }
          y[(i * ow + j) * c + k] = most;
        }
      }
    }
    return y;
  };
  return [step, [oh, ow, c]];
}

function connect({ units, activation }, shape, kernel, bias) {
  const inputs = shape.reduce((a, b) => a * b, 1);
  const y = new Float32Array(units);
  const step = (x) => {
    for (let j = 0; j < units; j++) y[j] = bias ? bias[j] : 0;
    for (let i = 0; i < inputs; i++) {
      const value = x[i];
      if (value !== 0) for (let j = 0; j < units; j++) y[j] += value * kernel[i * units + j];
    }
    ACTIVATIONS[activation](y);
    return y;
  };
  return [step, [units]];
}

const LAYERS = {
  Conv2D: convolve,
  BatchNormalization: normalize,
  MaxPooling2D: pool,
  Dense: connect,
  Flatten: (_, shape) => [(x) => x, [shape.reduce((a, b) => a * b, 1)]],
  Dropout: (_, shape) => [(x) => x, shape],
  ReLU: (_, shape) => [(x) => (ACTIVATIONS.relu(x), x), shape],
  Activation: ({ activation }, shape) => [(x) => (ACTIVATIONS[activation](x), x), shape],
};

/** A model of the layers above, one behind the other, and its weights as one array of floats. */
function readPlain(json, weights) {
  const [input, ...layers] = json.modelTopology.model_config.config.layers;
  const specs = json.weightsManifest.flatMap((group) => group.weights);
  let at = 0;
  const arrays = specs.map(({ name, shape }) => {
    const length = shape.reduce((a, b) => a * b, 1);
    return [name, weights.subarray(at, (at += length))];
  });
  let shape = input.config.batch_input_shape.slice(1);
  const size = shape.reduce((a, b) => a * b, 1);
  const steps = layers.map(({ class_name, config }) => {
    const own = arrays.filter(([name]) => name.startsWith(`${config.name}/`)).map(([, array]) => array);
    const [step, next] = LAYERS[class_name](config, shape, ...own);
    shape = next;
    return step;
  });
  return (x, n) => {
    const answers = [];
    for (let row = 0; row < n; row++) {
      let values = x.slice(row * size, (row + 1) * size);
      for (const step of steps) values = step(values);
      answers.push(values.slice());
    }
    return answers;
  };
}
