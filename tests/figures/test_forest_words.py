"""What a forest plot says without eyes."""

from __future__ import annotations

from _figures import entry, forest, pooled

from evisyn.figures.forest import specify_forest
from evisyn.figures.forest_spec import ForestOptions
from evisyn.figures.forest_words import estimate_text, forest_picture, listed_text
from evisyn.figures.picture import Picture


def _picture(*rows: object, **more: object) -> Picture:
    spec = specify_forest(rows, ForestOptions(title="T"), **more)  # type: ignore[arg-type]
    return forest_picture(spec, id="t")


def test_the_alternative_text_counts_results_and_reviews() -> None:
    """Results, reviews and panels are counted; two results of one review are one review."""
    alt = _picture(entry("a"), entry("b")).alt
    assert "Forest plot of 2 results from 1 review in 1 panel" in alt


def test_the_alternative_text_says_what_is_set_aside_and_listed() -> None:
    """What is not summarised is counted too."""
    alt = _picture(entry("a"), entry("b", set_aside=True), entry("c", measure="MD")).alt
    assert "1 result set aside, hollow. 1 result listed, not drawn." in alt


def test_ranges_leave_out_rows_set_aside() -> None:
    """A row set aside enters no range."""
    alt = _picture(
        entry("a"), entry("b", estimate=-0.7), entry("c", estimate=-14.0, set_aside=True)
    ).alt
    assert "2 estimates from \u22120.70 to \u22120.50" in alt


def test_a_turned_result_says_how_it_was_printed() -> None:
    """Whoever checks the source finds the printed number."""
    row = entry(estimate=0.5, ci_low=0.2, ci_high=0.9, larger_value_favours="intervention")
    assert "direction turned, printed as SMD 0.50 (0.20 to 0.90)" in _picture(row).long_description


def test_a_missing_interval_is_said() -> None:
    """The estimate stands with the words no interval."""
    spec = _picture(entry(ci_low=None, ci_high=None)).spec
    assert estimate_text(spec.rows[0], 2) == "\u22120.50 (no interval)"  # type: ignore[attr-defined]


def test_a_credible_interval_is_named() -> None:
    """An interval that is not a 95 % confidence interval says so."""
    spec = _picture(entry(interval_words="CrI")).spec
    assert estimate_text(spec.rows[0], 2).endswith("CrI")  # type: ignore[attr-defined]


def test_a_listed_result_keeps_its_printed_sign_and_its_reason() -> None:
    """What is listed is as printed, with why it is not drawn."""
    spec = _picture(entry(larger_value_favours="")).spec
    text = listed_text(spec.listed[0])  # type: ignore[attr-defined]
    assert "SMD \u22120.50 (\u22120.80 to \u22120.20) as printed" in text
    assert "direction" in text


def test_the_reason_for_setting_aside_is_in_the_description() -> None:
    """Set aside never stands without its reason."""
    text = _picture(entry(set_aside=True, note="interval too narrow")).long_description
    assert "set aside: interval too narrow" in text


def test_the_description_has_a_line_for_every_result() -> None:
    """Twenty results, twenty lines with their label."""
    picture = forest(20)
    lines = picture.long_description.splitlines()
    assert sum("certainty" in line or "as printed" in line for line in lines) == 20


def test_an_unreliable_prediction_interval_is_called_so() -> None:
    """The words carry the doubt, too."""
    assert "unreliable" in _picture(entry(), pooled=pooled(k=4)).long_description
