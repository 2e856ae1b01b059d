// Every page. All of it betters something that already works without a script.
import { createAll, Button, Checkboxes, ErrorSummary, PasswordInput, Radios, ServiceNavigation, SkipLink } from "govuk-frontend";
import htmx from "htmx.org/dist/htmx.esm.js";
import { openFigures } from "./figures.js";
import { dropFiles } from "./files.js";
import { oneMeasure } from "./measure.js";

document.documentElement.classList.add("cr-js");
document.body.classList.add("js-enabled");
window.htmx = htmx;

for (const component of [Button, Checkboxes, ErrorSummary, PasswordInput, Radios, ServiceNavigation, SkipLink]) {
  try {
    createAll(component);
  } catch (error) {
    console.warn(error);
  }
}

// On a narrow screen the navigation begins with the current item in sight
const current = document.querySelector(".govuk-service-navigation__item--active");
if (current) {
  const list = current.parentElement;
  list.scrollLeft = Math.max(0, current.offsetLeft - list.offsetLeft - 15);
}

// Whoever writes is here: the clock that signs idle people out is told so every two minutes of typing
let told = Date.now();
document.addEventListener("input", () => {
  if (Date.now() - told < 120000 || !document.querySelector("main form[method=post]")) return;
  told = Date.now();
  fetch("/me/here/", { redirect: "manual" }).catch(() => {});
});

openFigures(document);
oneMeasure(document);

// A part of a page that was put in anew: its select works too, and the address says what is shown
document.addEventListener("htmx:after:swap", () => {
  oneMeasure(document);
  const form = document.querySelector("form[data-address]");
  if (!form) return;
  const asked = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  window.history.replaceState(null, "", `${window.location.pathname}?${asked}`);
});
dropFiles(document);

