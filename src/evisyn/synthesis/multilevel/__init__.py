"""Effects that depend on each other: several effects of one study.

A three-level model, its variance components and cluster-robust inference. The covariance of
a study is diagonal plus rank one or two, so the work grows linearly with the effects.
"""
