/** The input of a network as a small picture. */

import { element } from "../../../page/views/element";

export interface Picture {
  root: HTMLCanvasElement;
  show(input: ArrayLike<number>, shape: readonly number[]): void;
}

/** The height and width of an input that is a grey picture, also one that is flattened; null for anything else. */
function sidesOf(shape: readonly number[], size: number): [number, number] | null {
  if (shape.length >= 2 && shape[0] * shape[1] === size) return [shape[0], shape[1]];
  const side = Math.sqrt(size);
  return shape.length === 1 && Number.isInteger(side) && side > 4 ? [side, side] : null;
}

export function makePicture(label: string): Picture {
  const root = element("canvas", { className: "learned-picture" });
  root.setAttribute("role", "img");
  root.setAttribute("aria-label", label);
  return {
    root,
    show(input, shape) {
      const sides = sidesOf(shape, input.length);
      root.hidden = !sides;
      if (!sides) return;
      [root.height, root.width] = sides;
      const pixels = new ImageData(sides[1], sides[0]);
      const values = Array.from(input);
      const [low, high] = [Math.min(...values), Math.max(...values)];
      values.forEach((value, i) => {
        const light = (255 * (value - low)) / (high - low || 1);
        pixels.data.set([light, light, light, 255], 4 * i);
      });
      root.getContext("2d")!.putImageData(pixels, 0, 0);
    },
  };
}
