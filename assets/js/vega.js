// The part of Vega that our charts need: lines, points, text, axes. No maps, forces, trees, clouds or fits.
import { transforms } from "vega-dataflow";
import * as encode from "vega-encode";
import * as transform from "vega-transforms";
import * as mark from "vega-view-transforms";

Object.assign(transforms, transform, mark, encode);

export { parse } from "vega-parser";
export { View } from "vega-view";
