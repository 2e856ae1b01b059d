"""A map without tiles beside the list that holds the same rows: never the one without the other."""

# Everything is escaped where it enters, and a test tries to break in.
# ruff: noqa: S704

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from commonroom.web import ids, tables, trends


@dataclass(frozen=True)
class Point:
    """One school on the map: WGS 84 degrees, pupils (area of the circle), and what the tooltip says."""

    name: str
    latitude: float
    longitude: float
    pupils: int | None = None
    value: str = ""
    word: str = ""
    tone: str = ""
    href: str = ""


def features(points: Sequence[Point]) -> dict[str, Any]:
    """The points as GeoJSON, big circles first so that small ones lie on top. Radii are in pixels, 3 to 16."""
    ordered = sorted(points, key=lambda point: (-(point.pupils or 0), point.name))
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {
                    "type": "Point",
                    "coordinates": [round(point.longitude, 5), round(point.latitude, 5)],
                },
                "properties": {
                    "name": point.name,
                    "value": point.value,
                    "word": point.word,
                    "tone": point.tone,
                    "href": point.href,
                    "radius": round(min(16.0, max(3.0, math.sqrt(point.pupils or 60) / 2.6)), 1),
                },
            }
            for point in ordered
        ],
    }


def map_list(points: Sequence[Point], *, caption: str, value_head: str, first: str = "School") -> Markup:
    """The list beside the map, in the order given: it is what works without a script."""
    column = tables.Column(value_head, kind="heat")
    rows = [
        tables.Row(point.name, [tables.Cell(point.value, point.tone, point.word)], href=point.href) for point in points
    ]
    table = tables.DataTable(caption, [column], rows, first=first, first_sort="", sort="-")
    return Markup(str(tables.render(table)).replace('class="cr-scroll"', 'class="cr-list"', 1))


def map_figure(
    points: Sequence[Point],
    *,
    label: str,
    value_head: str,
    tiles: str = "",
    attribution: str = "",
    ground: dict[str, Any] | None = None,
    names: Sequence[tuple[str, float, float]] = (),
) -> Markup:
    """Map and list side by side. `ground` is GeoJSON of wards, where held. Load `build/map.js` and `build/map.css`.

    `names` are places (name, latitude, longitude); the script writes them where they are clear of circles.
    """
    data: dict[str, Any] = {"points": features(points), "tiles": tiles, "attribution": attribution, "ground": ground}
    if names:
        data["names"] = [{"name": n, "latitude": round(y, 5), "longitude": round(x, 5)} for n, y, x in names]
    place = ids.content_id(label, *(point.name for point in points), prefix="map")
    listed = map_list(points, caption=label, value_head=value_head)
    return Markup(
        f'<div class="cr-mapwrap"><div class="cr-map" data-points="{place}" role="region" aria-label="Map. '
        f'{escape(label)}. The list beside it holds the same."></div>{listed}</div>'
        f"{trends.json_script(data, place)}"
    )
