import io
import json

from commonroom.engine.showing import show, show_one

ROWS = [{"school": "Oakfield", "pupils": 210, "trust": None}, {"school": "[red]Elm", "pupils": 9, "trust": "Ash"}]


def test_rows_when_shown_to_a_machine_are_json_with_every_key():
    out = io.StringIO()

    show(ROWS, as_json=True, columns={"school": "School"}, out=out)

    assert json.loads(out.getvalue()) == ROWS


def test_rows_when_shown_to_people_keep_marks_as_text_and_blanks_blank():
    out = io.StringIO()

    show(ROWS, as_json=False, columns={"school": "School", "pupils": "Pupils", "trust": "Trust"}, out=out)

    cells = [[cell.strip() for cell in line.split("│")[1:-1]] for line in out.getvalue().splitlines() if "│" in line]
    assert cells == [["Oakfield", "210", ""], ["[red]Elm", "9", "Ash"]]


def test_one_thing_when_shown_has_a_line_a_fact():
    out = io.StringIO()

    show_one({"file": "copy.tar", "bytes": 5}, as_json=False, out=out)

    cells = [[cell.strip() for cell in line.split("│")[1:-1]] for line in out.getvalue().splitlines() if "│" in line]
    assert cells == [["file", "copy.tar"], ["bytes", "5"]]
