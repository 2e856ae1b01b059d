// A map without tiles beside a list that holds the same rows. Marks are circles: no picture files.
import { circleMarker, geoJSON, map as makeMap, tileLayer } from "leaflet/dist/leaflet-src.esm.js";
import "leaflet/dist/leaflet.css";

const FILL = { b2: "#efc183", b1: "#f9ead2", a1: "#e3e7f8", a2: "#b9c4ee" };
const EDGE = { b2: "#94560a", b1: "#94560a", a1: "#3b4b9c", a2: "#3b4b9c" };

const tooltip = ({ name, value, word }) => {
  const box = document.createElement("div");
  [name, [value, word].filter(Boolean).join(", ")].filter(Boolean).forEach((line, n) => {
    if (n) box.append(document.createElement("br"));
    box.append(line);
  });
  return box;
};

const draw = (place) => {
  const data = JSON.parse(document.getElementById(place.dataset.points).textContent);
  const plan = makeMap(place, { scrollWheelZoom: false, zoomSnap: 0.25, attributionControl: Boolean(data.tiles) });
  if (data.tiles) tileLayer(data.tiles, { attribution: data.attribution || "" }).addTo(plan);
  if (data.ground) {
    geoJSON(data.ground, { interactive: false, style: { color: "#c9c1b1", weight: 1, fillColor: "#fffdf9", fillOpacity: 1 } }).addTo(plan);
  }
  const marks = geoJSON(data.points, {
    pointToLayer: ({ properties: p }, at) => circleMarker(at, {
      radius: p.radius, weight: 1.25, color: EDGE[p.tone] || "#857f72", fillColor: FILL[p.tone] || "#ffffff", fillOpacity: 0.92,
    }),
    onEachFeature: ({ properties: p }, mark) => {
      mark.bindTooltip(tooltip(p));
      if (p.href) mark.on("click", () => { window.location.href = p.href; });
    },
  }).addTo(plan);
  if (marks.getLayers().length) plan.fitBounds(marks.getBounds(), { padding: [18, 18], maxZoom: 15 });
};

document.querySelectorAll(".cr-map[data-points]").forEach(draw);
