"""The two flows as drawings and as text, made from their tables so that neither can differ from them. Pure."""

from __future__ import annotations

from html import escape

from commonroom.register.rules.notices import FLOWS, Flow

_WIDE, _HIGH, _GAP, _LANE = 300, 40, 34, 15


def svg(flow: Flow) -> str:
    """A flow as SVG: states from top to bottom, each move an arrow; ends are dashed, eligibility thick."""
    place = {state.slug: row * (_HIGH + _GAP) + 4 for row, state in enumerate(flow.states)}
    skips = [m for m in flow.moves if list(place).index(m.after) - list(place).index(m.before) != 1]
    width = _WIDE + 30 + _LANE * len(skips)
    height = len(flow.states) * (_HIGH + _GAP) - _GAP + 8
    parts = [
        f'<svg class="cr-flow" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{escape(flow.name)}: {escape(sentence(flow))}">'
    ]
    lane = 0
    for move in flow.moves:
        start, end = place[move.before], place[move.after]
        if end - start == _HIGH + _GAP:
            parts.append(_arrow(f"M{_WIDE / 2:g} {start + _HIGH}V{end - 6}", _WIDE / 2, end, down=True))
            continue
        x = _WIDE + 18 + lane * _LANE
        lane += 1
        parts.append(_arrow(f"M{_WIDE} {start + _HIGH / 2 + 6:g}H{x}V{end + _HIGH / 2 - 6:g}H{_WIDE + 6}",
                            _WIDE, end + _HIGH / 2 - 6, down=False))  # fmt: skip
    for state in flow.states:
        y = place[state.slug]
        kind = " cr-flow__state--eligible" if state.eligible else " cr-flow__state--end" if state.is_end else ""
        parts.append(f'<rect class="cr-flow__state{kind}" x="1" y="{y}" width="{_WIDE - 2}" height="{_HIGH}" rx="3"/>')
        parts.append(f'<text class="cr-flow__words" x="{_WIDE / 2:g}" y="{y + 25}">{escape(state.words)}</text>')
    return "".join(parts) + "</svg>"


def _arrow(path: str, x: float, y: float, *, down: bool) -> str:
    head = f"M{x:g} {y:g}l-5 -9h10z" if down else f"M{x:g} {y:g}l9 -5v10z"
    return f'<path class="cr-flow__line" d="{path}"/><path class="cr-flow__head" d="{head}"/>'


def sentence(flow: Flow) -> str:
    """Every move in words: what a reader hears instead of the drawing."""
    return "; ".join(f"{flow.state(m.before).words} to {flow.state(m.after).words}" for m in flow.moves) + "."


def text(flow: Flow) -> str:
    """A flow as a table in Markdown, for the page of states."""
    lines = [f"### {flow.name}", "", "| From | What happens | To | What must be given |", "|---|---|---|---|"]
    lines += [
        f"| {flow.state(m.before).words} | {m.words} | {flow.state(m.after).words} | {m.asks} |" for m in flow.moves
    ]
    return "\n".join(lines)


def states_page() -> str:
    """The section on notices of the page of states."""
    return "\n\n".join(["## Notices", *(text(flow) for flow in FLOWS.values())]) + "\n"
