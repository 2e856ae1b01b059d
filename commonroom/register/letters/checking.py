"""A Word template that somebody brings: opened with suspicion, and refused with a sentence. Pure.

A Word file is a zip of XML. Refused are: what is no such file or unpacks to too much, macros, embedded objects and
controls, links that load something when the file is opened, fields that do, XML with entities, and code in braces.
"""

from __future__ import annotations

import io
import re
import zipfile

from commonroom.register.letters import setting

MOST_BYTES = 2_000_000
MOST_UNPACKED = 20_000_000
MOST_PARTS = 300
DOCUMENT = "word/document.xml"
_BANNED = (
    (re.compile(r"vba|macro", re.I), "a macro"),
    (re.compile(r"activex|embeddings/|oleobject|\.bin$|\.exe$|\.dll$|\.js$|\.vbs$", re.I), "an embedded object"),
    (re.compile(r"afchunk|\.html?$|\.mht$|\.rtf$|\.doc[xm]?$", re.I), "another document"),
)
_MACRO_TYPE = re.compile(rb"macroEnabled|vbaProject", re.I)
_ENTITY = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.I)
_OUTSIDE = re.compile(rb"<Relationship\b[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>", re.I)
_FIELD = re.compile(rb"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|EMBED|DATABASE|MACROBUTTON)\b")
_INSTRUCTION = re.compile(rb"<w:instrText\b[^>]*>(.*?)</w:instrText>|w:instr\s*=\s*\"([^\"]*)\"", re.S)
_TEXT = re.compile(r"<w:t(?:\s[^>]*)?>(.*?)</w:t>|(</w:p>)", re.S)
SAMPLE = {
    "council": "Rivermead",
    "dated": "6 March 2026",
    "to": "The chair",
    "subject": "A & B",
    "paragraphs": ["One <paragraph>.", "Another."],
    "signed_by": "F. Haddad",
    "copies": ["The headteacher"],
    "marker": "Confidential",
}


def problem(content: bytes) -> str:
    """Why a file cannot be the template of letters, with what to do; empty where it can."""
    if len(content) > MOST_BYTES:
        return "The file is larger than 2 MB. Take pictures out of it, or make them smaller."
    try:
        parts = _parts(content)
    except _Refused as refused:
        return str(refused)
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError, RuntimeError, KeyError, OSError):
        return "This is not a Word file (.docx) that can be opened. Save it in Word as a document and bring it again."
    return _inside(parts) or _places(parts) or _tried(content)


class _Refused(Exception):
    """A reader's sentence about a file that is not opened further."""


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        if len(members) > MOST_PARTS or sum(one.file_size for one in members) > MOST_UNPACKED:
            raise _Refused("The file unpacks to far more than a letter needs. Bring a plain document.")
        for one in members:
            if one.filename.startswith(("/", "\\")) or ".." in one.filename.replace("\\", "/").split("/"):
                raise _Refused("A part of the file has a name that leads out of it. Bring a plain document.")
        found: dict[str, bytes] = {}
        left = MOST_UNPACKED
        for one in members:
            with archive.open(one) as part:
                found[one.filename] = part.read(left + 1)
            left -= len(found[one.filename])
            if left < 0:
                raise _Refused("The file unpacks to far more than a letter needs. Bring a plain document.")
    if DOCUMENT not in found or "[Content_Types].xml" not in found:
        raise ValueError
    return found


def _inside(parts: dict[str, bytes]) -> str:
    for name, data in parts.items():
        for pattern, what in _BANNED:
            if pattern.search(name):
                return f"The file holds {what} ({name}). Save it as a plain document (.docx) without it."
        if not name.endswith((".xml", ".rels")):
            continue
        if _ENTITY.search(data):
            return "The file holds a definition that Word never writes. Make the template anew in Word."
        if name == "[Content_Types].xml" and _MACRO_TYPE.search(data):
            return "The file is made for macros. Save it as a plain document (.docx)."
        if name.endswith(".rels") and any(b"/hyperlink" not in one for one in _OUTSIDE.findall(data)):
            return "The file loads something from outside when it is opened. Take linked pictures and templates away."
        for pair in _INSTRUCTION.findall(data):
            if _FIELD.search(b" ".join(pair)):
                return "The file holds a field that fetches something. Take such fields away (Ctrl+Shift+F9 in Word)."
    return ""


def _places(parts: dict[str, bytes]) -> str:
    seen: set[str] = set()
    for name, data in parts.items():
        if not (name.startswith("word/") and name.endswith(".xml")):
            continue
        text = _said(data.decode("utf-8", "replace"))
        plain = re.sub(r"{%(?:p|tr|tc|r)\s", "{% ", text)
        plain = re.sub(r"{{(?:r|p|tr|tc)\s", "{{ ", plain)
        if wrong := setting.words_problem(plain, known=setting.PLACES, lists=setting.LISTS):
            return wrong
        seen |= {one for one in setting.PLACES if re.search(rf"\b{one}\b", text)}
    missing = [one for one in ("to", "subject", "paragraphs", "signed_by") if one not in seen]
    if missing:
        return f"The template has no place for: {', '.join(missing)}. Put each in double braces where it is to stand."
    return ""


def _said(xml: str) -> str:
    """The text of a part, paragraph by paragraph: Word cuts one pair of braces into several runs."""
    from html import unescape

    return unescape("".join("\n" if end else text for text, end in _TEXT.findall(xml)))


def _tried(content: bytes) -> str:
    try:
        made = setting.as_word(SAMPLE, content)
        text = _said(zipfile.ZipFile(io.BytesIO(made)).read(DOCUMENT).decode())
    except Exception:  # whatever Word’s format still holds: the person needs a sentence, not a trace
        return "A letter could not be made from this template. Begin from the one that comes with Commonroom."
    return "" if "Another." in text else "The paragraphs of a letter do not come out. Put them in a loop, as ours does."
