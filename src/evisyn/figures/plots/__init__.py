"""Plots of meta-analyses: points, lines and areas on two axes, specified without drawing."""
