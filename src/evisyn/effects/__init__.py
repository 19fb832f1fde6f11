"""Numbers of one comparison in, effect size and sampling variance out; conversions of reports.

The public calls are :func:`evisyn.effects.calculate.effect_size` and the functions of
:mod:`evisyn.effects.convert`.
"""
