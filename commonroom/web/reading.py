"""Reading a page as a person would: elements, their text, forms, and what is wrong with it. For tests and tools."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_SILENT = {"script", "style", "template", "head"}
_NOT_PROSE = {"script", "style", "template", "code", "pre", "textarea", "kbd", "td", "th", "a", "h1", "option", "svg"}
_BLOCKS = {
    *("p", "li", "td", "th", "tr", "div", "h1", "h2", "h3", "h4", "dt", "dd", "label", "legend", "option", "button"),
    *("section", "table", "ul", "ol", "form", "summary", "caption", "br"),
}
_ENUM = re.compile(r"\b[A-Z][A-Za-z]+\.[A-Z][A-Z_]{2,}\b|<\w+\.\w+: ")
_TEMPLATE = re.compile(r"\{\{|\}\}|\{%|%\}|\{#")


@dataclass
class Element:
    """One element: its tag, attributes, children (elements and strings) and parent."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    parent: Element | None = None
    children: list[Element | str] = field(default_factory=list)

    def walk(self) -> Iterator[Element]:
        """This element and all below, in the order of the page."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def find(self, *tags: str, **attributes: str) -> list[Element]:
        """Elements below with one of these tags (any, when none is given) and these attributes."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            one
            for one in self.walk()
            if (not tags or one.tag in tags)
            and all(one.attributes.get(name) == value for name, value in wanted.items())
        ]

    def within(self, *tags: str) -> Element | None:
        """The nearest ancestor with one of these tags."""
        above = self.parent
        while above is not None and above.tag not in tags:
            above = above.parent
        return above

    def has_class(self, name: str) -> bool:
        return name in self.attributes.get("class", "").split()

    @property
    def text(self) -> str:
        """What a reader sees, white space run together."""
        return re.sub(r"\s+", " ", "".join(self._pieces())).strip()

    def _pieces(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag not in _SILENT:
                gap = " " if child.tag in _BLOCKS else ""
                yield gap
                yield from child._pieces()
                yield gap


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("#page")
        self.at = self.root
        self.problems: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _value in attrs]
        if len(set(names)) < len(names):
            self.problems.append(f"<{tag}> has an attribute twice")
        element = Element(tag, {name: value or "" for name, value in attrs}, self.at)
        self.at.children.append(element)
        if tag not in VOID:
            self.at = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.at = self.at.parent or self.root

    def handle_endtag(self, tag: str) -> None:
        if self.at.tag == tag:
            self.at = self.at.parent or self.root
            return
        self.problems.append(f"</{tag}> closes <{self.at.tag}> (line {self.getpos()[0]})")
        above = self.at.within(tag)
        if above is not None:
            self.at = above.parent or self.root

    def handle_data(self, data: str) -> None:
        self.at.children.append(data)


def parse(html: str) -> tuple[Element, list[str]]:
    """A page as a tree, and what is wrong with its nesting."""
    parser = _Parser()
    parser.feed(html)
    parser.close()
    if parser.at is not parser.root:
        parser.problems.append(f"<{parser.at.tag}> is never closed")
    return parser.root, parser.problems


def problems(html: str, *, whole: bool = True) -> list[str]:
    """What is wrong with a page, as sentences; an empty list for a good one. `whole=False` for a fragment."""
    page, found = parse(html)
    if whole:
        found += _heading_problems(page)
    for check in (_label_problems, _text_problems, _script_problems, _id_problems, _error_problems):
        found += check(page)
    return found


def _heading_problems(page: Element) -> list[str]:
    headings = page.find("h1")
    titles = page.find("title")
    if len(headings) != 1 or len(titles) != 1:
        return [f"the page has {len(headings)} h1 and {len(titles)} titles, not one of each"]
    title = re.sub(r"\s+", " ", "".join(titles[0]._pieces())).strip().removeprefix("Error: ")
    if not title.startswith(headings[0].text) or not headings[0].text:
        return [f"the title “{title}” does not begin with the h1 “{headings[0].text}”"]
    return []


def _label_problems(page: Element) -> list[str]:
    targets = {label.attributes.get("for") for label in page.find("label") if label.text}
    found = []
    for control in page.find("input", "select", "textarea"):
        kind = control.attributes.get("type", "")
        if kind in {"hidden", "submit", "button", "image", "reset"}:
            continue
        named = control.attributes.keys() & {"aria-label", "aria-labelledby"} or control.within("label")
        if not named and control.attributes.get("id") not in targets:
            found.append(f"the field “{control.attributes.get('name', '?')}” has no label")
    found += [f"the picture {image.attributes.get('src')} has no alt" for image in page.find("img")
              if "alt" not in image.attributes]  # fmt: skip
    return found


def _strings(page: Element) -> Iterator[tuple[Element, str]]:
    for element in page.walk():
        for child in element.children:
            if isinstance(child, str) and child.strip():
                yield element, child


def _text_problems(page: Element) -> list[str]:
    found = []
    for element, string in _strings(page):
        if element.tag in {"script", "style"}:
            continue
        said = string.strip()[:60]
        if _TEMPLATE.search(string):
            found.append(f"not rendered: {said}")
        if _ENUM.search(string):
            found.append(f"a name from the program: {said}")
        if said == "None":
            found.append(f"<{element.tag}> says None")
        if ("'" in string or '"' in string) and _is_prose(element):
            found.append(f"straight quotes: {said}")
    return found


def _is_prose(element: Element) -> bool:
    """Whether our own words stand here, rather than names and data, which stay as they were published."""
    above: Element | None = element
    while above is not None:
        if above.tag in _NOT_PROSE or above.has_class("cr-data"):
            return False
        above = above.parent
    return True


def _script_problems(page: Element) -> list[str]:
    found = []
    for element in page.walk():
        data = element.attributes.get("type", "") in {"application/json", "application/ld+json"}
        if element.tag == "script" and not data:
            source = element.attributes.get("src", "")
            if not source and "nonce" not in element.attributes:
                found.append("an inline script has no nonce")
            if source.startswith(("http:", "https:", "//")):
                found.append(f"a script from elsewhere: {source}")
        for name, value in element.attributes.items():
            if name == "style":
                found.append(f"<{element.tag}> has a style attribute, which the content policy forbids")
            if name.startswith("on") or value.strip().lower().startswith("javascript:"):
                found.append(f"<{element.tag}> has a script in its {name}")
    return found


def _id_problems(page: Element) -> list[str]:
    seen: set[str] = set()
    found = []
    for element in page.walk():
        own = element.attributes.get("id")
        if own is not None and (own in seen or not own or " " in own):
            found.append(f"the id “{own}” stands twice or is no id")
        seen.add(own or "")
    return found


def _error_problems(page: Element) -> list[str]:
    wrong = any(one.has_class("govuk-error-message") for one in page.walk())
    summaries = [one for one in page.walk() if one.has_class("govuk-error-summary")]
    if wrong and not summaries:
        return ["a field is wrong, but there is no error summary"]
    ids = {one.attributes.get("id") for one in page.walk()}
    links = [link.attributes.get("href", "") for summary in summaries for link in summary.find("a")]
    return [f"the error summary leads to {link}, which is not there" for link in links if link[1:] not in ids]
