"""The methods text: every sentence follows from a setting or from rows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from evisyn.appraisal.certainty import PRESET
from evisyn.appraisal.claims import HOUSE_RULES
from evisyn.appraisal.credibility_presets import CREDIBILITY_PRESETS
from evisyn.appraisal.grade_presets import GRADE_PRESETS
from evisyn.appraisal.grade_records import GradeSettings
from evisyn.appraisal.pool_again import TEST, pool_settings
from evisyn.appraisal.questions import EFFECT_MODELS, INDEX_ORDER
from evisyn.appraisal.wording import SMD_CUTS
from evisyn.build.read import load
from evisyn.build.start import init
from evisyn.errors import InputError
from evisyn.report import methods_analysis, methods_data
from evisyn.report.certainty import CREDIBILITY, PRESETS
from evisyn.report.methods import methods_text
from evisyn.report.methods_settings import MethodsSettings, Run
from evisyn.report.robustness import SCENARIOS
from evisyn.report.strength import strength_records
from evisyn.synthesis.heterogeneity import INTERVAL_METHODS
from evisyn.synthesis.overlap import CUT_OFFS
from evisyn.synthesis.pool import PI_METHODS, TESTS
from evisyn.synthesis.tau2 import METHODS

if TYPE_CHECKING:
    from evisyn.tables.base import EvidenceBase

POOLING = pool_settings()
OTHER: Mapping[str, Any] = {
    "effect_models": frozenset({"pairwise"}),
    "index_order": ("trials", "search"),
    "fewest_trials": 3,
    "pooling": replace(POOLING, tau2_method="DL"),
    "small_study_from": 12,
    "interval_from": 4,
    "interval_unreliable": 7,
    "tau2_interval": "PL",
    "cut_offs": ((6.0, "slight"), (20.0, "high")),
    "highest": "extreme",
    "min_completeness": 0.5,
    "preset": GRADE_PRESETS["pollock2016"],
    "grade": GradeSettings(ois=300.0),
    "comparison_presets": ("evisyn", "cinema"),
    "credibility": CREDIBILITY_PRESETS["p_0.001"],
    "claim_rules": replace(HOUSE_RULES, levels=frozenset({"high"})),
    "scenarios": {"house": "As they stand", "other": "The other way"},
    "size_cuts": replace(SMD_CUTS, large=1.2),
    "weak_kappa": 0.4,
}
"""Another value of every setting."""


@pytest.fixture(scope="module")
def usual(base: EvidenceBase) -> str:
    """The text as it stands."""
    return str(methods_text(base))


@pytest.mark.parametrize("name", [field.name for field in fields(MethodsSettings)])
def test_a_changed_setting_changes_the_text(base: EvidenceBase, usual: str, name: str) -> None:
    """No setting is described by words that stand still."""
    changed = replace(MethodsSettings(), **{name: OTHER[name]})
    assert str(methods_text(base, changed)) != usual


@pytest.mark.parametrize("name", [field.name for field in fields(GradeSettings)])
def test_a_changed_limit_of_certainty_changes_the_text(
    base: EvidenceBase, usual: str, name: str
) -> None:
    """Each limit of the house rules stands in the text."""
    limits = replace(GradeSettings(), **{name: 7})
    changed = replace(MethodsSettings(), grade=limits)
    assert str(methods_text(base, changed)) != usual


@pytest.mark.parametrize(
    "change",
    [
        {"model": "common", "tau2_method": ""},
        {"tau2_method": "PM"},
        {"test": "z"},
        {"level": 0.9},
        {"tau2": 0.1},
        {"pi_method": "t-k2"},
    ],
)
def test_a_changed_setting_of_pooling_changes_the_text(
    base: EvidenceBase, usual: str, change: dict[str, Any]
) -> None:
    """Model, estimator, test, level and prediction interval are each described."""
    changed = replace(MethodsSettings(), pooling=replace(POOLING, **change))
    assert str(methods_text(base, changed)) != usual


def test_defaults_are_what_the_makers_work_with() -> None:
    """The text is written from the objects that make the tables, not from copies of them."""
    own = MethodsSettings()
    assert own.effect_models is EFFECT_MODELS
    assert own.index_order is INDEX_ORDER
    assert own.cut_offs is CUT_OFFS
    assert own.preset is GRADE_PRESETS[PRESET]
    assert own.credibility is CREDIBILITY_PRESETS[CREDIBILITY]
    assert own.claim_rules is HOUSE_RULES
    assert own.scenarios is SCENARIOS
    assert own.comparison_presets is PRESETS
    assert own.pooling.test == TEST


def test_limits_are_those_of_every_rating(base: EvidenceBase) -> None:
    """Each rating of the tables was made with the limits and the rules that the text names."""
    ratings = [record.rating.certainty for record in strength_records(base) if record.rating]
    own = MethodsSettings()
    assert {(one.settings, one.preset) for one in ratings} == {(own.grade, own.preset.name)}


def test_every_estimator_test_and_quantile_has_words() -> None:
    """Whatever pooling can be asked for can be described."""
    assert set(methods_analysis.TAU2_WORDS) == set(METHODS)
    assert set(methods_analysis.TEST_WORDS) == set(TESTS)
    assert set(methods_analysis.PI_WORDS) == set(PI_METHODS)
    assert set(methods_analysis.TAU2_INTERVAL_WORDS) == set(INTERVAL_METHODS)
    assert set(methods_data.ORDER_WORDS) == set(INDEX_ORDER)


def test_counts_are_those_of_the_tables(base: EvidenceBase) -> None:
    """The text counts rows, and every pooled result is either eligible or left out."""
    text = str(methods_text(base))
    assert f"{len(base.table('reviews'))} reviews" in text
    assert f"{len(base.table('sources'))} pages or documents" in text
    said = re.search(r"Of (\d+) pooled results, (\d+) met this; of the others, (.*?)\.", text)
    assert said is not None
    rest = sum(int(number) for number in re.findall(r"\b\d+", said[3]))
    assert int(said[1]) == int(said[2]) + rest == len(base.table("effects"))


def test_references_are_numbered_by_first_mention_and_all_used(base: EvidenceBase) -> None:
    """Numbers in the text run from 1 without a gap, each with its reference."""
    text = methods_text(base)
    marks = re.findall(r" \[([\d, ]+)\]\.", str(text))
    numbers = [int(part) for mark in marks for part in mark.split(",")]
    assert list(dict.fromkeys(numbers)) == list(range(1, len(text.references.citations) + 1))


def test_references_have_a_doi_or_are_a_book(base: EvidenceBase) -> None:
    """Each reference can be looked up."""
    without = [
        item.key for item in methods_text(base).bibliography.citations if "doi.org" not in item.url
    ]
    assert without == ["hedges1985"]


def test_nothing_is_claimed_that_no_row_says(base: EvidenceBase) -> None:
    """No search, screening or registration is described, and unpooled trials are called so."""
    text = str(methods_text(base))
    assert "record no search strategy, no screening of records" in text
    assert "record no protocol or registration" in text
    assert "no trial was pooled in this run" in text
    assert Run(base=base).pooled == ()
    assert "No review was appraised with AMSTAR 2." in text


@pytest.mark.parametrize("kind", ["interventions", "associations"])
def test_a_new_project_gets_a_text_of_its_own(tmp_path: Path, kind: str) -> None:
    """The text speaks of the project's tables and vocabulary, not of the shipped review."""
    init(tmp_path / "mine", kind=kind)
    text = str(methods_text(load(tmp_path / "mine")))
    assert "headache" not in text
    assert "Of 1 pooled result, 1 met this." in text
    assert ("exposed" in text) == (kind == "associations")


def test_associations_are_told_in_their_own_words(tmp_path: Path) -> None:
    """Sentences of the engine take the words of the topic; what people typed stays as it is."""
    init(tmp_path / "mine", kind="associations", title="A treatment of trials")
    text = str(methods_text(load(tmp_path / "mine")))
    assert "“A treatment of trials”" in text
    assert not re.search(
        r"\b(intervention|treatment)s?\b", text.replace("A treatment of trials", "")
    )
    assert "\ue000" not in text


def test_the_text_is_the_same_every_time(base: EvidenceBase) -> None:
    """Two writings give the same bytes in every form."""
    for ending in ("md", "html", "docx"):
        assert methods_text(base).written(ending) == methods_text(base).written(ending)


def test_notebooks_get_html_markdown_and_plain_text(base: EvidenceBase) -> None:
    """JupyterLab shows the HTML, which links each number to its reference."""
    bundle = methods_text(base)._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/markdown", "text/plain"}
    targets = set(re.findall(r'href="#(methods-ref-\d+)"', bundle["text/html"]))
    assert targets == set(re.findall(r'id="(methods-ref-\d+)"', bundle["text/html"]))


def test_an_unknown_form_or_section_is_refused(base: EvidenceBase) -> None:
    """The message names what there is."""
    text = methods_text(base)
    with pytest.raises(InputError, match="md, html or docx"):
        text.written("pdf")
    with pytest.raises(InputError, match="Certainty"):
        text.section("Weather")


def with_trials(root: Path, count: int, step: float) -> EvidenceBase:
    """A new project whose one trial stands there so many times, with other means and spreads."""
    init(root)
    for name in ("trials", "trial_outcomes"):
        path = root / "data" / f"{name}.csv"
        header, row = path.read_text(encoding="utf-8").splitlines()
        more = [
            row.replace("sample2000", f"sample{2000 + place}").replace(
                ",16.0,8.0,", f",{16 - place}.0,{8 + step * place},"
            )
            for place in range(1, count)
        ]
        path.write_text("\n".join([header, row, *more]) + "\n", encoding="utf-8")
    bib = root / "data" / "references.bib"
    entries = [
        f"@article{{sample{2000 + place},\n  author = {{Example, Anna}},\n  title = {{One}},\n"
        f"  year = {{{2000 + place}}}\n}}\n"
        for place in range(1, count)
    ]
    bib.write_text(bib.read_text(encoding="utf-8") + "\n".join(["", *entries]), encoding="utf-8")
    return load(root)


@pytest.mark.parametrize(
    ("count", "step", "tested"), [(3, 1.0, False), (10, 1.0, True), (10, 0.0, False)]
)
def test_trials_that_were_pooled_are_told(
    tmp_path: Path, count: int, step: float, tested: bool
) -> None:
    """Sets and trials are counted; a test is named only where one could be made."""
    text = str(methods_text(with_trials(tmp_path / "mine", count, step)))
    assert f"This gave 1 pooled set of {count} trial results in all" in text
    assert "No meta-analysis of trials was done" not in text
    assert "had no use here" not in text
    assert ("Egger's test was made of 1 set pooled here" in text) == tested
