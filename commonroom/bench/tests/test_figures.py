"""What a run of measurements makes of its samples, and what it says of a bar."""

from __future__ import annotations

import pytest

from commonroom.bench import report, solving, weights
from commonroom.bench.bars import BARS
from commonroom.bench.statistics import Ratios, percentile


def test_ratios_when_first_pair_is_slow_then_it_is_left_out():
    found = Ratios.of([90.0, 2.0, 4.0, 6.0], [1.0, 1.0, 2.0, 2.0])

    assert (found.kept, found.median, found.quartiles) == ((2.0, 2.0, 3.0), 2.0, (2.0, 2.5))


def test_ratios_when_only_the_first_pair_stands_then_refused():
    with pytest.raises(ValueError, match="at least two"):
        Ratios.of([1.0], [1.0])


@pytest.mark.parametrize(("share", "expected"), [(0.5, 10), (0.95, 19), (1.0, 20), (0.0, 1)])
def test_percentile_when_asked_then_is_the_nearest_rank(share, expected):
    assert percentile(list(range(20, 0, -1)), share) == expected


@pytest.mark.parametrize(
    ("value", "lower", "expected"),
    [(2.5, 2.0, "met"), (2.6, 2.4, "within noise"), (2.6, 2.55, "missed"), (2.6, None, "missed")],
)
def test_verdict_when_beyond_the_bar_then_missed_only_with_its_lower_quartile(value, lower, expected):
    bar = next(bar for bar in BARS if bar.key == "import_cold")

    assert bar.verdict(value, lower) == expected


def test_bars_when_listed_then_are_the_keys_of_the_report():
    assert [bar.key for bar in BARS] == [
        "import_cold", "import_unchanged", "import_identical", "import_peak_mb", "import_ks2_cold", "page_heaviest",
        "page_typical", "page_queries_max", "search", "first_view_kb", "chart_page_kb",
        "assess", "assess_area", "assign_gap", "assign_seconds",
    ]  # fmt: skip


def test_own_when_a_page_names_another_origin_then_raises():
    with pytest.raises(weights.ElsewhereNamed, match=r"cdn\.example"):
        weights.own("/a/", "/a/", "https://cdn.example/font.woff2")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'<link rel="stylesheet" href="/a.css"><a href="https://elsewhere.example/">x</a>', ["/a.css"]),
        (b'<script src="/b.js"></script><img src="/c.svg" srcset="/d.png 1x, /e.png 2x">',
         ["/b.js", "/c.svg", "/d.png", "/e.png"]),
        (b'<p style="background: url(/f.png)">', ["/f.png"]),
    ],
)  # fmt: skip
def test_named_when_a_page_is_read_then_gives_what_a_browser_fetches(body, expected):
    found = weights.named({"content-type": "text/html; charset=utf-8"}, body)

    assert [name for name in found if name] == expected


def test_page_when_written_then_names_every_bar_with_its_verdict():
    told = {bar.key: bar.most * 2 for bar in BARS}

    said = report.table(told | {"detail": {}})

    assert [line.split(" | ")[-1] for line in said[2:]] == ["missed |"] * len(BARS)


def test_generated_year_when_made_twice_from_a_seed_then_is_the_same_and_has_days_to_spare():
    year = solving.generated_year(7)

    needed, held = sum(need.days for need in year.needs), sum(adviser.days for adviser in year.advisers)
    assert year == solving.generated_year(7)
    assert (len(year.schools), len(year.advisers), {need.key.half_term for need in year.needs}) == (
        100,
        8,
        set(range(1, 7)),
    )
    assert 1.12 < held / needed < 1.15
