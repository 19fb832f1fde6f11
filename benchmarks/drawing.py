"""Rows on figures: a forest plot from estimates to the bytes of a file, libraries loaded."""

from __future__ import annotations

from benchmarks.data import one
from benchmarks.rows import Call, Make, Row


def forest(k: int, form: str) -> Make:
    """Specify, draw and write a forest plot of k studies with weights and a diamond."""

    def make() -> Call:
        import matplotlib.backends.backend_svg  # noqa: F401

        import evisyn.figures.drawing.export
        import evisyn.figures.drawing.forest  # noqa: F401
        from evisyn.figures.estimates import forest_of_estimates
        from evisyn.synthesis.pool import pool

        yi, vi = one(k)
        pooled = pool(yi, vi)
        labels = [f"Author and Author {1950 + i}" for i in range(k)]

        def call() -> bytes:
            picture = forest_of_estimates(
                yi, vi, labels, id="f", title="Forest", weights=pooled.weights, pooled=pooled
            )
            data: bytes = getattr(picture, form)()
            return data

        return call

    return make


ROWS: tuple[Row, ...] = tuple(
    Row(
        id=f"forest_{form}_k{k}",
        title=f"forest plot as {form.upper()}, k = {k}, after imports",
        evisyn=forest(k, form),
        limit=0.4,
    )
    for form in ("svg", "png")
    for k in (20, 65)
)
