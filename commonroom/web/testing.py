"""A visitor for tests: opens pages, follows links, fills forms, and looks at every page with a critical eye.

visitor.opens("/rivermead/").reads("98 schools teach").follows("Schools").reads("Alder Wharf")
visitor.opens("/rivermead/people/invite/").fills(email="x").presses("Invite").reads("There is something to mend")
visitor.opens("/hillcrest/", expect=404)
"""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import urljoin

from django.core.files.base import File
from django.test import Client

from commonroom.web import reading
from commonroom.web.reading import Element

_SUBMITS = {"submit", ""}


class Visitor:
    """Django's test client, as somebody who reads. Each step returns the visitor; a broken page fails the test."""

    def __init__(self, client: Client | None = None, *, person: Any = None) -> None:
        self.client = client or Client()
        if person is not None:
            self.client.force_login(person)
        self.response: Any = None
        self.url = ""
        self.page: Element = Element("#page")
        self._filled: dict[str, Any] = {}

    # opening ---------------------------------------------------------------------------------------------

    def opens(self, url: str, *, expect: int = 200, **headers: Any) -> Visitor:
        """Open an address, following redirections, and look the page over."""
        return self._took(self.client.get(url, follow=True, **headers), url, expect)

    def follows(self, words: str) -> Visitor:
        """Follow the link that says these words."""
        links = [link for link in self.page.find("a") if _says(link, words) and "href" in link.attributes]
        assert links, f"No link says “{words}” on {self.url}. Links: {[link.text for link in self.page.find('a')]}"
        return self.opens(urljoin(self.url, links[0].attributes["href"]))

    # reading ---------------------------------------------------------------------------------------------

    @property
    def html(self) -> str:
        """The page as sent."""
        return self.response.content.decode()

    @property
    def text(self) -> str:
        """What the body of the page says."""
        bodies = self.page.find("body")
        return (bodies[0] if bodies else self.page).text

    def reads(self, *sentences: str) -> Visitor:
        """Each of these stands on the page."""
        for sentence in sentences:
            assert _flat(sentence) in self.text, f"“{sentence}” is not on {self.url}, which says: {self.text[:2000]}"
        return self

    def does_not_read(self, *sentences: str) -> Visitor:
        """None of these stands anywhere in what was sent, attributes included."""
        for sentence in sentences:
            assert _flat(sentence) not in self.text, f"“{sentence}” is on {self.url}"
            assert sentence not in html.unescape(self.html), f"“{sentence}” is hidden in {self.url}"
        return self

    def is_refused(self, status: int = 404) -> Visitor:
        """The last answer had this status."""
        assert self.response.status_code == status, f"{self.url} answered {self.response.status_code}, not {status}"
        return self

    # forms -----------------------------------------------------------------------------------------------

    def fills(self, **values: Any) -> Visitor:
        """Remember values for fields by name (a list for several), to be sent by the next `presses`."""
        self._filled.update(values)
        return self

    def presses(self, words: str, *, expect: int = 200) -> Visitor:
        """Press the button that says these words; its form is sent with what it held and what was filled in."""
        buttons = [b for b in self.page.find("button", "input") if _presses(b, words)]
        assert buttons, f"No button says “{words}” on {self.url}: {[b.text for b in self.page.find('button')]}"
        form = buttons[0].within("form")
        assert form is not None, f"The button “{words}” is in no form"
        data = _held(form)
        names = {control.attributes.get("name") for control in form.find("input", "select", "textarea")}
        unknown = self._filled.keys() - names
        assert not unknown, f"The form has no field {sorted(unknown)}; it has {sorted(n for n in names if n)}"
        data.update(self._filled)
        if name := buttons[0].attributes.get("name"):
            data[name] = buttons[0].attributes.get("value", "")
        self._filled = {}
        target = urljoin(self.url, form.attributes.get("action") or self.url)
        send = self.client.post if form.attributes.get("method", "get").lower() == "post" else self.client.get
        return self._took(send(target, data, follow=True), target, expect)

    # ------------------------------------------------------------------------------------------------------

    def _took(self, response: Any, url: str, expect: int) -> Visitor:
        self.response = response
        chain = getattr(response, "redirect_chain", None)
        self.url = urljoin(url, chain[-1][0]) if chain else url
        self.page = Element("#page")
        kind = response.headers.get("Content-Type", "")
        if kind.startswith("text/html") and not getattr(response, "streaming", False):
            self.page, _nesting = reading.parse(self.html)
            whole = "<html" in self.html[:500].lower()
            wrong = reading.problems(self.html, whole=whole)
            assert not wrong, f"{self.url}: " + "; ".join(wrong)
        assert response.status_code == expect, f"{self.url} answered {response.status_code}, not {expect}"
        return self


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _says(element: Element, words: str) -> bool:
    return _flat(words) == element.text or _flat(words) == element.attributes.get("aria-label", "")


def _presses(button: Element, words: str) -> bool:
    kind = button.attributes.get("type", "submit" if button.tag == "button" else "text")
    if kind not in _SUBMITS:
        return False
    return button.attributes.get("value") == words if button.tag == "input" else _says(button, words)


def _held(form: Element) -> dict[str, Any]:
    """What a form would send untouched."""
    data: dict[str, Any] = {}
    for control in form.find("input", "select", "textarea"):
        name = control.attributes.get("name")
        kind = control.attributes.get("type", "text")
        if not name or "disabled" in control.attributes or kind in {"submit", "button", "file", "reset"}:
            continue
        if control.tag == "select":
            options = control.find("option")
            chosen = [one for one in options if "selected" in one.attributes]
            if not chosen and "multiple" not in control.attributes:
                chosen = options[:1]
            values = [one.attributes.get("value", one.text) for one in chosen]
            if values:
                data[name] = values if "multiple" in control.attributes else values[0]
        elif control.tag == "textarea":
            data[name] = "".join(child for child in control.children if isinstance(child, str)).removeprefix("\n")
        elif kind in {"checkbox", "radio"}:
            if "checked" in control.attributes:
                value = control.attributes.get("value", "on")
                data[name] = [*data[name], value] if isinstance(data.get(name), list) else (
                    [data[name], value] if name in data else value
                )  # fmt: skip
        else:
            data[name] = control.attributes.get("value", "")
    return data


def upload(name: str, content: bytes) -> File[bytes]:
    """A file for `fills(files=[upload("ks2.csv", b"…")])`."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, content)
