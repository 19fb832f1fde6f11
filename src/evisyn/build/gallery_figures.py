"""Every figure of the house, made from so many rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

import evisyn.build.gallery_rows as made
from evisyn.appraisal.tools.registry import TOOLS
from evisyn.build.gallery_tables import OF_TABLES
from evisyn.errors import EvisynError
from evisyn.figures import estimates
from evisyn.figures.dependence import clusters, graph, posterior
from evisyn.figures.flow import prisma
from evisyn.figures.forest_words import between_line
from evisyn.figures.grids import domains, traffic
from evisyn.figures.grids import overlap as overlaps
from evisyn.figures.nothing import nothing_picture
from evisyn.figures.plots import (
    baujat,
    bubble,
    drapery,
    funnel,
    gosh,
    influence,
    labbe,
    radial,
    refits,
)
from evisyn.synthesis.bayes.pool import pool_bayes
from evisyn.synthesis.bayes.priors import HalfNormal
from evisyn.synthesis.deletion import cumulative_fits, leave_one_out_fits
from evisyn.synthesis.gosh import gosh as all_subsets
from evisyn.synthesis.influence import influence_measures
from evisyn.synthesis.multilevel.pool import pool_multilevel
from evisyn.synthesis.pool import Pooled, pool
from evisyn.synthesis.regression import meta_regression
from evisyn.synthesis.subgroups import subgroups
from evisyn.synthesis.trim_fill import trim_and_fill

if TYPE_CHECKING:
    from evisyn.build.gallery_rows import Trials
    from evisyn.figures.picture import Picture

#: A meta-regression line needs more studies than coefficients.
_LINE_FROM: Final = 4
_GOSH_SUBSETS: Final = 60_000


def _pooled(t: Trials) -> Pooled:
    return pool(t.yi, t.vi, labels=t.names)


def _funnel(t: Trials, id: str) -> Picture:
    return funnel.funnel(
        t.yi, t.vi, t.names, id=id, title="Funnel plot", measure=t.measure, pooled=_pooled(t)
    )


def _contour(t: Trials, id: str) -> Picture:
    filled = trim_and_fill(t.yi, t.vi) if len(t.names) > 2 else None
    title = "Contour-enhanced funnel plot with trim and fill"
    return funnel.contour_funnel(
        t.yi,
        t.vi,
        t.names,
        id=id,
        title=title,
        measure=t.measure,
        pooled=_pooled(t),
        filled=filled,
    )


def _labbe(t: Trials, id: str) -> Picture:
    return labbe.labbe(
        t.events_i,
        t.n_i,
        t.events_c,
        t.n_c,
        t.names,
        id=id,
        title="L\u2019Abbé plot",
        estimate=_pooled(t).estimate,
    )


def _baujat(t: Trials, id: str) -> Picture:
    return baujat.baujat(t.yi, t.vi, t.names, id=id, title="Baujat plot")


def _radial(t: Trials, id: str) -> Picture:
    return radial.radial(t.yi, t.vi, t.names, id=id, title="Radial plot", measure=t.measure)


def _bubble(t: Trials, id: str) -> Picture:
    enough = len(t.names) >= _LINE_FROM
    return bubble.bubble(
        t.yi,
        t.vi,
        t.moderator,
        t.names,
        id=id,
        title="Bubble plot of a meta-regression",
        moderator_label="Distance from the equator, degrees",
        fit=meta_regression(t.yi, t.vi, t.moderator) if enough else None,
        measure=t.measure,
    )


def _drapery(t: Trials, id: str) -> Picture:
    return drapery.drapery(
        t.yi, t.vi, t.names, id=id, title="Drapery plot", measure=t.measure, pooled=_pooled(t)
    )


def _gosh(t: Trials, id: str) -> Picture:
    subsets = all_subsets(t.yi, t.vi, subsets=_GOSH_SUBSETS)
    return gosh.gosh_density(subsets, t.names, id=id, title="GOSH plot", measure=t.measure)


def _influence(t: Trials, id: str) -> Picture:
    measures = influence_measures(t.yi, t.vi, labels=t.names)
    return influence.influence_panel(measures, id=id, title="Influence of each study")


def _without(t: Trials, id: str) -> Picture:
    return refits.leave_one_out_forest(
        leave_one_out_fits(t.yi, t.vi, labels=t.names),
        id=id,
        title="Without each study in turn",
        measure=t.measure,
        pooled=_pooled(t),
    )


def _cumulative(t: Trials, id: str) -> Picture:
    fits = cumulative_fits(t.yi, t.vi, t.year, labels=t.names)
    return refits.cumulative_forest(
        fits, id=id, title="Study after study, by year", measure=t.measure
    )


def _forest(t: Trials, id: str) -> Picture:
    groups = ["Near the equator" if m < 35 else "Far from it" for m in t.moderator]
    several = len(set(groups)) > 1
    split = subgroups(t.yi, t.vi, groups) if several else None
    pooled = _pooled(t)
    lights = traffic.forest_lights(made.made_assessments(t.names), "RoB 2", t.names)
    raw = {
        "Intervention": [f"{int(a)}/{int(b)}" for a, b in zip(t.events_i, t.n_i, strict=True)],
        "Control": [f"{int(a)}/{int(b)}" for a, b in zip(t.events_c, t.n_c, strict=True)],
    }
    return estimates.forest_of_estimates(
        t.yi,
        t.vi,
        t.names,
        id=id,
        title="Trials in groups, with raw data and risk of bias",
        measure=t.measure,
        weights=pooled.weights,
        pooled=pooled,
        groups=groups,
        group_pooled=dict(zip(split.levels, split.groups, strict=True)) if split else None,
        between=between_line(split.q_between, split.q_between_df, split.q_between_p)
        if split
        else "",
        heterogeneity=True,
        raw=raw,
        lights=lights,
        notes=(traffic.forest_lights_note("RoB 2"),),
    )


def _lights(t: Trials, id: str) -> Picture:
    title = "Risk of bias, study by study"
    return traffic.traffic_light(made.made_assessments(t.names), "RoB 2", id=id, title=title)


def _summary(t: Trials, id: str) -> Picture:
    weights = dict(zip(t.names, (1 / t.vi).tolist(), strict=True))
    return traffic.appraisal_summary(
        made.made_assessments(t.names),
        "RoB 2",
        id=id,
        title="Risk of bias, weighted",
        weights=weights,
        palette="cochrane",
    )


def _amstar(n: int, id: str) -> Picture:
    return traffic.traffic_light(made.made_reviews(n), "AMSTAR 2", id=id, title="AMSTAR 2")


def _amstar_summary(n: int, id: str) -> Picture:
    return traffic.appraisal_summary(
        made.made_reviews(n), "AMSTAR 2", id=id, title="AMSTAR 2, shares of the answers"
    )


def _domains(n: int, id: str) -> Picture:
    return domains.grade_domains(made.made_ratings(n), id=id, title="Domains of certainty")


def _presets(n: int, id: str) -> Picture:
    title = "The same evidence under several presets"
    return domains.presets_side_by_side(made.made_presets(n), id=id, title=title)


def _multiverse(n: int, id: str) -> Picture:
    title = "Where ratings land"
    return domains.judgement_multiverse(made.made_multiverses(n), id=id, title=title)


def _heatmap(n: int, id: str) -> Picture:
    return overlaps.overlap_heatmap(made.made_overlap(n, 40), id=id, title="Overlap of reviews")


def _citations(n: int, id: str) -> Picture:
    reviews = int(np.clip(n, 1, 24))
    found = made.made_overlap(reviews, n)
    return overlaps.citation_matrix(found, id=id, title="Who includes what")


def _clusters(t: Trials, id: str) -> Picture:
    blocks = [f"{i // 2 + 1}" for i in range(len(t.names))]
    return clusters.cluster_forest(
        t.yi,
        t.vi,
        blocks,
        pool_multilevel(t.yi, t.vi, study=blocks),
        id=id,
        title="Effects in studies, three levels",
        labels=t.names,
        measure=t.measure,
    )


def _posterior(t: Trials, id: str) -> Picture:
    fit = pool_bayes(t.yi, t.vi, tau_prior=HalfNormal(0.5))
    return posterior.posterior_plot(fit, id=id, title="Posterior", measure=t.measure)


def _network(n: int, id: str) -> Picture:
    return graph.network_graph(made.made_network(n), id=id, title="Who was compared with whom")


def _prisma(n: int, id: str) -> Picture:
    return prisma.prisma_flow(made.made_counts(n), id=id, title="Flow of a review")


def _prior(n: int, id: str) -> Picture:
    counts = {k: v for k, v in made.made_counts(n).items() if not k.startswith(_OLD)}
    return prisma.prior_flow(
        counts,
        id=id,
        title="Flow of an overview",
        primary_studies=180,
        primary_inclusions=400,
    )


_OLD: Final = ("previous", "total", "meta")
OF_TRIALS: Final[dict[str, Callable[[Trials, str], Picture]]] = {
    "forest": _forest,
    "funnel": _funnel,
    "contour-funnel": _contour,
    "labbe": _labbe,
    "baujat": _baujat,
    "radial": _radial,
    "bubble": _bubble,
    "drapery": _drapery,
    "gosh": _gosh,
    "influence": _influence,
    "leave-one-out": _without,
    "cumulative": _cumulative,
    "traffic-light": _lights,
    "risk-of-bias-summary": _summary,
    "clusters": _clusters,
    "posterior": _posterior,
}
OF_ROWS: Final[dict[str, Callable[[int, str], Picture]]] = {
    **OF_TABLES,
    "network-graph": _network,
    "amstar-light": _amstar,
    "amstar-summary": _amstar_summary,
    "grade-domains": _domains,
    "presets": _presets,
    "multiverse": _multiverse,
    "overlap-heatmap": _heatmap,
    "citation-matrix": _citations,
    "prisma-flow": _prisma,
    "prior-flow": _prior,
}
NAMES: Final = (*OF_TRIALS, *OF_ROWS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """A picture of the gallery and how many rows it was made from."""

    name: str
    rows: str
    picture: Picture


def exhibit(name: str, n: int) -> Exhibit:
    """Make one figure from ``n`` made-up rows; where it is undefined, words say so."""
    id = f"{name}-{n}"
    try:
        if name in OF_TRIALS:
            picture = OF_TRIALS[name](made.made_trials(n), id)
        else:
            picture = OF_ROWS[name](n, id)
    except EvisynError as refusal:
        picture = nothing_picture(id=id, title=name, reason=str(refusal))
    return Exhibit(name=name, rows=str(n), picture=picture)


def tool_exhibits(n: int = 8) -> Iterator[Exhibit]:
    """Lights and summary of every appraisal tool, from ``n`` made-up assessments."""
    for tool in TOOLS:
        answers, published = made.made_answers(tool, n)
        slug = f"{tool.name} {tool.version}".lower().replace(" ", "-").replace(".", "-")
        for name, make in (
            ("light", traffic.traffic_light),
            ("summary", traffic.appraisal_summary),
        ):
            picture = make(
                answers,
                tool,
                id=f"tool-{slug}-{name}",
                title=f"{tool.name}, version {tool.version}",
                published=published,
            )
            yield Exhibit(name="every tool", rows=str(n), picture=picture)


def example_exhibit(name: str) -> Exhibit:
    """Make one figure from the public trials of BCG vaccination."""
    picture = OF_TRIALS[name](made.bcg_trials(), f"{name}-bcg")
    return Exhibit(name=name, rows="BCG", picture=picture)
