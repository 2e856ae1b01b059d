// Pages with a trend. Specifications are data in the page; expressions are interpreted, never evaluated, so that the
// strict content policy holds.
import { parse, View } from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { compile } from "vega-lite";

const draw = (place) => {
  const data = document.getElementById(place.dataset.spec);
  if (!data) return;
  const spec = JSON.parse(data.textContent);
  const width = place.clientWidth || 520;
  spec.width = width;
  spec.autosize = { type: "fit-x", contains: "padding" };
  const view = new View(parse(compile(spec).spec, null, { ast: true }), {
    expr: expressionInterpreter, renderer: "svg", container: place, hover: false,
  });
  view.runAsync().then(() => {
    const picture = place.querySelector("svg");
    picture?.setAttribute("aria-hidden", "true");
    picture?.setAttribute("focusable", "false");
  });
  return view;
};

document.querySelectorAll(".cr-vega[data-spec]").forEach((place) => {
  let drawn = draw(place), width = place.clientWidth;
  new ResizeObserver(() => {
    if (Math.abs(place.clientWidth - width) < 24) return;
    width = place.clientWidth;
    drawn?.finalize();
    place.replaceChildren();
    drawn = draw(place);
  }).observe(place);
});
