"""Mononucleosis and multiple sclerosis, 18 studies (Handel et al. 2010).

PLoS ONE, PMC2931696: relative risk 2.17 (1.97 to 2.39), p < 10^-54, 19 390 patients. The abstract
prints no prediction interval and no I2, so no more than class III can be shown from it.
"""

from __future__ import annotations

from evisyn.appraisal.credibility import credibility_class


def test_class_from_the_abstract() -> None:
    """Cases and p carry class III; what is not printed is not met and says so."""
    found = credibility_class(p_value=1e-54, n_cases=19_390, k=18, null=1.0)
    assert found.label == "III"
    missing = {c.name for c in found.failed if "not" in c.why}
    assert missing == {"largest", "prediction_interval", "i2", "egger_p", "excess_p"}
