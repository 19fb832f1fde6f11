"""Bayesian random-effects meta-analysis by numerical integration; there is no sampler."""
