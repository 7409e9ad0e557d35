/** tour.js: the guided tour over the whole page. */

import { registerTour } from "../page/tour";
import { Tour } from "./tour";

let running: Tour | null = null;

registerTour((context, step) => {
  running?.end();
  const ended = (): void => {
    running = null;
    context.ended();
  };
  running = new Tour({ ...context, ended });
  void running.start(step);
});
