"""Many effects, one answer: pooling, heterogeneity, regression, sensitivity.

Arrays go in, frozen records come out; frames are made in ``frames.py`` only.
"""
