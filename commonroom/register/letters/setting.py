"""Letters: words from a template filled in, then set in Word or as a PDF. The words are frozen before they are set."""

from __future__ import annotations

import io
import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from docx import Document
from docx.shared import Mm, Pt
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

_WORDS = Path(__file__).with_name("words.toml")


@dataclass(frozen=True)
class Template:
    """The words of one kind of letter."""

    kind: str
    name: str
    flow: str
    to: str
    subject: str
    paragraphs: tuple[str, ...]
    copies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Words:
    """A letter’s words, filled in."""

    to: str
    subject: str
    paragraphs: tuple[str, ...]
    copies: tuple[str, ...]


@cache
def shipped() -> dict[str, Template]:
    """The letters that come with the product, by kind."""
    rows = tomllib.loads(_WORDS.read_text(encoding="utf-8"))
    return {kind: _template(kind, row) for kind, row in rows.items()}


def templates(own: Mapping[str, Any] | None = None) -> dict[str, Template]:
    """Letters by kind, with a partnership’s own words in place of ours where it has some."""
    found = dict(shipped())
    for kind, row in (own or {}).items():
        base = found.get(kind)
        merged = {**(base.__dict__ if base else {}), **row}
        found[kind] = _template(kind, merged)
    return found


def _template(kind: str, row: Mapping[str, Any]) -> Template:
    return Template(
        kind,
        row["name"],
        row["flow"],
        row["to"],
        row["subject"],
        tuple(row["paragraphs"]),
        tuple(row.get("copies", ())),
    )


FACTS = {
    "school": "the school’s name",
    "council": "the partnership’s name",
    "office": "the DfE office, by its name on the letter’s day",
    "guidance": "the statutory guidance, by its name on the letter’s day",
    "grounds": "the grounds in the words of the Act",
    "sections": "their sections",
    "evidence": "the evidence",
    "issued_on": "the day of issue",
    "comply_by": "the last day to comply or to answer",
}
"""Names that words of letters may use, in double braces, and what stands in their places."""
PLACES = frozenset({"council", "dated", "to", "subject", "paragraphs", "signed_by", "copies", "marker"})
"""Names that a Word template may use; `paragraphs` and `copies` in a loop."""
LISTS = frozenset({"paragraphs", "copies"})
_PLAIN = (nodes.Output, nodes.TemplateData, nodes.Name, nodes.For, nodes.Template)


def sandbox() -> SandboxedEnvironment:
    """Where words are filled in: nothing can be called, and a name that no fact has is an error."""
    return SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)


def words_problem(text: str, *, known: Collection[str], lists: Collection[str] = ()) -> str:
    """Why text with names in braces cannot be used; empty where it can: names alone, and loops over lists, no code."""
    try:
        tree = sandbox().parse(text)
    except TemplateSyntaxError as error:
        return f"Something in braces is not closed or not known ({error.message}). Mend it."
    own = {node.target.name for node in tree.find_all(nodes.For) if isinstance(node.target, nodes.Name)}
    for node in tree.find_all(nodes.Node):
        if isinstance(node, nodes.For) and not (isinstance(node.iter, nodes.Name) and node.iter.name in lists):
            return f"A loop goes through {' or '.join(sorted(lists)) or 'nothing here'} alone. Take the other one away."
        if isinstance(node, nodes.For) and any(inner is not node for inner in node.find_all(nodes.For)):
            return "A loop stands inside another. Take one of them away."
        if not isinstance(node, _PLAIN):
            return "Only plain names can be filled in: no dots, sums or calls. Take the rest away."
        if isinstance(node, nodes.Name) and node.name not in {*known, *own}:
            return f"“{node.name}” is no name that letters know. Use one of: {', '.join(sorted(known))}."
    return ""


def shown(text: str) -> str:
    """Words as people edit them: names in square brackets."""
    return re.sub(r"{{\s*(\w+)\s*}}", r"[\1]", text)


def from_shown(text: str) -> str:
    """Words as they are kept, from words with names in square brackets."""
    return re.sub(r"\[([a-z_]+)\]", r"{{ \1 }}", text)


def fill(template: Template, facts: Mapping[str, str]) -> Words:
    """The words of a letter with facts in their places. Raises ValueError for a name that no fact has."""
    room = sandbox()

    def said(text: str) -> str:
        try:
            return room.from_string(text).render(facts)
        except Exception as error:
            raise ValueError(f"The letter “{template.name}” cannot be filled in: {error}. Mend its words.") from error

    return Words(
        said(template.to),
        said(template.subject),
        tuple(said(paragraph) for paragraph in template.paragraphs),
        tuple(said(copy) for copy in template.copies),
    )


@cache
def blank() -> bytes:
    """The Word template of every letter, made here: A4, places for the words, nothing hidden in it."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Cambria", Pt(11)
    style.paragraph_format.space_after = Pt(8)
    for text, bold in (
        ("{{ council }}", True),
        ("{{ dated }}", False),
        ("{{ to }}", False),
        ("{{ subject }}", True),
        ("{%p for paragraph in paragraphs %}", False),
        ("{{ paragraph }}", False),
        ("{%p endfor %}", False),
        ("{{ signed_by }}", False),
        ("{%p for copy in copies %}", False),
        ("Copy: {{ copy }}", False),
        ("{%p endfor %}", False),
        ("{{ marker }}", False),
    ):
        document.add_paragraph().add_run(text).bold = bold
    properties = document.core_properties
    properties.author = properties.comments = properties.keywords = ""
    properties.title = "Letter"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_word(facts: Mapping[str, Any], content: bytes = b"") -> bytes:
    """A letter as a Word file, in a partnership’s own template where it has one (`content`), else in ours.

    Everything filled in is escaped, so that an ampersand or a bracket stays what it is.
    """
    template = DocxTemplate(io.BytesIO(content or blank()))
    template.render(dict(facts), jinja_env=sandbox(), autoescape=True)
    out = io.BytesIO()
    template.save(out)
    return out.getvalue()


def say_day(day: date | None) -> str:
    """A day as a letter says it."""
    return f"{day:%-d %B %Y}" if day else "a day that we will agree with you"
