"""What the area page was asked, from its address and back into one."""

from urllib.parse import urlencode

from commonroom.measures.selectors.area import Wanted
from commonroom.measures.selectors.area_page import Asked

FILTERS = ("kind", "where", "trust", "faith", "size")
LONGEST = 200
MOST_READ = 300
"""Measures that an address may name: more than are ever held, so that no tick is lost on the way."""


def asked(query):
    """The question of a query string. Nothing in it can be wrong: what is unknown is left out."""
    text = {name: query.get(name, "")[:LONGEST] for name in (*FILTERS, "phase", "set", "against", "year", "order")}
    year, show = text["year"], query.get("show", "")
    return Asked(
        wanted=Wanted(phase=text["phase"], **{name: text[name] for name in FILTERS}),
        preset=text["set"],
        picked=tuple(dict.fromkeys(query.getlist("m")[:MOST_READ])),
        against=text["against"],
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
        order=text["order"] or "name",
        show=int(show) if show.isascii() and show.isdigit() and len(show) < 3 else None,
        map=query.get("map", "")[:LONGEST],
    )


def pairs(question, phase, preset):
    """The question as (name, value) pairs, without what goes without saying."""
    wanted = question.wanted
    found = [("phase", phase), *((name, getattr(wanted, name)) for name in FILTERS)]
    found += [("set", preset if preset != "headline" else "")]
    if preset == "mine":
        found += [("m", slug) for slug in question.picked]
    found += [("against", question.against), ("year", str(question.year or ""))]
    found += [("order", question.order if question.order != "name" else ""), ("map", question.map)]
    return [(name, value) for name, value in found if value]


def href(base, listed, **changes):
    """An address with some of the pairs changed; an empty value leaves one out."""
    kept = [(name, value) for name, value in listed if name not in changes]
    kept += [(name, value) for name, value in changes.items() if value]
    return f"{base}?{urlencode(kept)}" if kept else base
