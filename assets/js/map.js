// A map without tiles beside a list that holds the same rows. Marks are circles: no picture files.
import { circleMarker, divIcon, geoJSON, layerGroup, map as makeMap, marker, tileLayer } from "leaflet/dist/leaflet-src.esm.js";
import "leaflet/dist/leaflet.css";

const FILL = { b2: "#efc183", b1: "#f9ead2", a1: "#e3e7f8", a2: "#b9c4ee", none: "#ece7dd" };
const EDGE = { b2: "#94560a", b1: "#94560a", a1: "#3b4b9c", a2: "#3b4b9c" };

const tooltip = ({ name, value, word }) => {
  const box = document.createElement("div");
  [name, [value, word].filter(Boolean).join(", ")].filter(Boolean).forEach((line, n) => {
    if (n) box.append(document.createElement("br"));
    box.append(line);
  });
  return box;
};

// Names of places stand clear of circles and of each other: near the middle of their schools, where there is room
const AROUND = [[0, 0], ...[16, 28, 42, 58].flatMap((far) => [[0, far], [0, -far], [far, 0], [-far, 0], [far, far], [-far, far], [far, -far], [-far, -far]])];
const meet = (one, other) => one[0] < other[2] && one[2] > other[0] && one[1] < other[3] && one[3] > other[1];
const nameIcon = (name, size) => {
  const words = document.createElement("span");
  words.append(name);
  return divIcon({ className: "cr-ward", html: words, iconSize: size });
};
const writeNames = (plan, names, marks) => {
  const layer = layerGroup().addTo(plan);
  const write = () => {
    layer.clearLayers();
    const { x: width, y: height } = plan.getSize();
    const taken = marks.getLayers().map((mark) => {
      const { x, y } = plan.latLngToContainerPoint(mark.getLatLng()), r = mark.getRadius() + 2;
      return [x - r, y - r, x + r, y + r];
    });
    taken.push([0, 0, 56, 82]);
    for (const { name, latitude, longitude } of names) {
      const at = plan.latLngToContainerPoint([latitude, longitude]), w = name.length * 6.6 + 8, h = 17;
      for (const [dx, dy] of AROUND) {
        const x = at.x + dx, y = at.y + dy, box = [x - w / 2, y - h / 2, x + w / 2, y + h / 2];
        if (box[0] < 2 || box[1] < 2 || box[2] > width - 2 || box[3] > height - 2 || taken.some((other) => meet(box, other))) continue;
        taken.push(box);
        marker(plan.containerPointToLatLng([x, y]), { icon: nameIcon(name, [w, h]), interactive: false, keyboard: false }).addTo(layer);
        break;
      }
    }
  };
  write();
  plan.on("zoomend moveend", write);
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
  if (data.names?.length) writeNames(plan, data.names, marks);
};

const drawAll = () => document.querySelectorAll(".cr-map[data-points]:not(.leaflet-container)").forEach(draw);
drawAll();
document.addEventListener("htmx:after:swap", drawAll);
