"""References of the methods that a methods text may cite, as BibTeX.

Journal, volume, pages and DOI are those of the docstrings of the methods; only what a text uses
is printed with it.
"""

from __future__ import annotations

METHODS_BIBTEX = """\
@article{bracchiglione2025,
  author = {Bracchiglione, Javier and Meza, Nicolás and Pieper, Dawid and others},
  title = {Impact of matrix-construction assumptions on quantitative overlap assessment in overviews: a meta-research study},
  journal = {Research Synthesis Methods}, year = {2025}, doi = {10.1017/rsm.2025.10056}
}
@article{cohen1960,
  author = {Cohen, Jacob},
  title = {A coefficient of agreement for nominal scales},
  journal = {Educational and Psychological Measurement}, year = {1960}, volume = {20},
  pages = {37--46}, doi = {10.1177/001316446002000104}
}
@article{dersimonian1986,
  author = {DerSimonian, Rebecca and Laird, Nan},
  title = {Meta-analysis in clinical trials},
  journal = {Controlled Clinical Trials}, year = {1986}, volume = {7}, pages = {177--188},
  doi = {10.1016/0197-2456(86)90046-2}
}
@article{egger1997,
  author = {Egger, Matthias and Davey Smith, George and Schneider, Martin and Minder, Christoph},
  title = {Bias in meta-analysis detected by a simple, graphical test},
  journal = {BMJ}, year = {1997}, volume = {315}, pages = {629--634},
  doi = {10.1136/bmj.315.7109.629}
}
@article{furlan2015,
  author = {Furlan, Andrea D. and others},
  title = {2015 updated method guideline for systematic reviews in the Cochrane Back and Neck Group},
  journal = {Spine}, year = {2015}, volume = {40}, pages = {1660--1673},
  doi = {10.1097/BRS.0000000000001061}
}
@article{gates2022,
  author = {Gates, Michelle and Gates, Allison and Pieper, Dawid and Fernandes, Ricardo M. and Tricco, Andrea C. and Moher, David and others},
  title = {Reporting guideline for overviews of reviews of healthcare interventions: development of the PRIOR statement},
  journal = {BMJ}, year = {2022}, volume = {378}, pages = {e070849},
  doi = {10.1136/bmj-2022-070849}
}
@article{guyatt2008,
  author = {Guyatt, Gordon H. and Oxman, Andrew D. and Vist, Gunn E. and others},
  title = {GRADE: an emerging consensus on rating quality of evidence and strength of recommendations},
  journal = {BMJ}, year = {2008}, volume = {336}, pages = {924--926},
  doi = {10.1136/bmj.39489.470347.AD}
}
@article{guyatt2011,
  author = {Guyatt, Gordon H. and Oxman, Andrew D. and Kunz, Regina and others},
  title = {GRADE guidelines 6. Rating the quality of evidence: imprecision},
  journal = {Journal of Clinical Epidemiology}, year = {2011}, volume = {64},
  pages = {1283--1293}, doi = {10.1016/j.jclinepi.2011.01.012}
}
@article{hartung2001,
  author = {Hartung, Joachim and Knapp, Guido},
  title = {A refined method for the meta-analysis of controlled clinical trials with binary outcome},
  journal = {Statistics in Medicine}, year = {2001}, volume = {20}, pages = {3875--3889},
  doi = {10.1002/sim.1009}
}
@book{hedges1985,
  author = {Hedges, Larry V. and Olkin, Ingram},
  title = {Statistical methods for meta-analysis},
  publisher = {Academic Press}, address = {Orlando}, year = {1985}
}
@article{higgins2002,
  author = {Higgins, Julian P. T. and Thompson, Simon G.},
  title = {Quantifying heterogeneity in a meta-analysis},
  journal = {Statistics in Medicine}, year = {2002}, volume = {21}, pages = {1539--1558},
  doi = {10.1002/sim.1186}
}
@article{higgins2009,
  author = {Higgins, Julian P. T. and Thompson, Simon G. and Spiegelhalter, David J.},
  title = {A re-evaluation of random-effects meta-analysis},
  journal = {Journal of the Royal Statistical Society: Series A}, year = {2009}, volume = {172},
  pages = {137--159}, doi = {10.1111/j.1467-985X.2008.00552.x}
}
@article{higgins2011,
  author = {Higgins, Julian P. T. and Altman, Douglas G. and Gøtzsche, Peter C. and others},
  title = {The Cochrane Collaboration's tool for assessing risk of bias in randomised trials},
  journal = {BMJ}, year = {2011}, volume = {343}, pages = {d5928}, doi = {10.1136/bmj.d5928}
}
@article{ioannidis2007,
  author = {Ioannidis, John P. A. and Trikalinos, Thomas A.},
  title = {An exploratory test for an excess of significant findings},
  journal = {Clinical Trials}, year = {2007}, volume = {4}, pages = {245--253},
  doi = {10.1177/1740774507079441}
}
@article{kenward1997,
  author = {Kenward, Michael G. and Roger, James H.},
  title = {Small sample inference for fixed effects from restricted maximum likelihood},
  journal = {Biometrics}, year = {1997}, volume = {53}, pages = {983--997},
  doi = {10.2307/2533558}
}
@article{maher2003,
  author = {Maher, Christopher G. and Sherrington, Catherine and Herbert, Robert D. and Moseley, Anne M. and Elkins, Mark},
  title = {Reliability of the PEDro scale for rating quality of randomized controlled trials},
  journal = {Physical Therapy}, year = {2003}, volume = {83}, pages = {713--721},
  doi = {10.1093/ptj/83.8.713}
}
@article{page2021,
  author = {Page, Matthew J. and McKenzie, Joanne E. and Bossuyt, Patrick M. and Boutron, Isabelle and Hoffmann, Tammy C. and Mulrow, Cynthia D. and others},
  title = {The PRISMA 2020 statement: an updated guideline for reporting systematic reviews},
  journal = {BMJ}, year = {2021}, volume = {372}, pages = {n71}, doi = {10.1136/bmj.n71}
}
@article{paule1982,
  author = {Paule, Robert C. and Mandel, John},
  title = {Consensus values and weighting factors},
  journal = {Journal of Research of the National Bureau of Standards}, year = {1982},
  volume = {87}, pages = {377--385}, doi = {10.6028/jres.087.022}
}
@article{pieper2014,
  author = {Pieper, Dawid and Antoine, Sunya-Lee and Mathes, Tim and Neugebauer, Edmund A. M. and Eikermann, Michaela},
  title = {Systematic review finds overlapping reviews were not mentioned in every other overview},
  journal = {Journal of Clinical Epidemiology}, year = {2014}, volume = {67},
  pages = {368--375}, doi = {10.1016/j.jclinepi.2013.11.007}
}
@article{rover2015,
  author = {Röver, Christian and Knapp, Guido and Friede, Tim},
  title = {Hartung-Knapp-Sidik-Jonkman approach and its modification for random-effects meta-analysis with few studies},
  journal = {BMC Medical Research Methodology}, year = {2015}, volume = {15}, pages = {99},
  doi = {10.1186/s12874-015-0091-1}
}
@article{santesso2020,
  author = {Santesso, Nancy and others},
  title = {GRADE guidelines 26: informative statements to communicate the findings of systematic reviews of interventions},
  journal = {Journal of Clinical Epidemiology}, year = {2020}, volume = {119},
  pages = {126--135}, doi = {10.1016/j.jclinepi.2019.10.014}
}
@article{shea2007,
  author = {Shea, Beverley J. and others},
  title = {Development of AMSTAR: a measurement tool to assess the methodological quality of systematic reviews},
  journal = {BMC Medical Research Methodology}, year = {2007}, volume = {7}, pages = {10},
  doi = {10.1186/1471-2288-7-10}
}
@article{shea2017,
  author = {Shea, Beverley J. and Reeves, Barnaby C. and Wells, George and others},
  title = {AMSTAR 2: a critical appraisal tool for systematic reviews that include randomised or non-randomised studies of healthcare interventions, or both},
  journal = {BMJ}, year = {2017}, volume = {358}, pages = {j4008}, doi = {10.1136/bmj.j4008}
}
@article{sidik2005,
  author = {Sidik, Kurex and Jonkman, Jeffrey N.},
  title = {Simple heterogeneity variance estimation for meta-analysis},
  journal = {Journal of the Royal Statistical Society: Series C}, year = {2005}, volume = {54},
  pages = {367--384}, doi = {10.1111/j.1467-9876.2005.00489.x}
}
@article{sterne2016,
  author = {Sterne, Jonathan A. C. and Hernán, Miguel A. and Reeves, Barnaby C. and others},
  title = {ROBINS-I: a tool for assessing risk of bias in non-randomised studies of interventions},
  journal = {BMJ}, year = {2016}, volume = {355}, pages = {i4919}, doi = {10.1136/bmj.i4919}
}
@article{sterne2019,
  author = {Sterne, Jonathan A. C. and Savović, Jelena and Page, Matthew J. and others},
  title = {RoB 2: a revised tool for assessing risk of bias in randomised trials},
  journal = {BMJ}, year = {2019}, volume = {366}, pages = {l4898}, doi = {10.1136/bmj.l4898}
}
@article{veroniki2016,
  author = {Veroniki, Areti Angeliki and Jackson, Dan and Viechtbauer, Wolfgang and others},
  title = {Methods to estimate the between-study variance and its uncertainty in meta-analysis},
  journal = {Research Synthesis Methods}, year = {2016}, volume = {7}, pages = {55--79},
  doi = {10.1002/jrsm.1164}
}
@article{viechtbauer2005,
  author = {Viechtbauer, Wolfgang},
  title = {Bias and efficiency of meta-analytic variance estimators in the random-effects model},
  journal = {Journal of Educational and Behavioral Statistics}, year = {2005}, volume = {30},
  pages = {261--293}, doi = {10.3102/10769986030003261}
}
@article{viechtbauer2007,
  author = {Viechtbauer, Wolfgang},
  title = {Confidence intervals for the amount of heterogeneity in meta-analysis},
  journal = {Statistics in Medicine}, year = {2007}, volume = {26}, pages = {37--52},
  doi = {10.1002/sim.2514}
}
@article{whiting2016,
  author = {Whiting, Penny and Savović, Jelena and Higgins, Julian P. T. and others},
  title = {ROBIS: a new tool to assess risk of bias in systematic reviews was developed},
  journal = {Journal of Clinical Epidemiology}, year = {2016}, volume = {69},
  pages = {225--234}, doi = {10.1016/j.jclinepi.2015.06.005}
}
"""  # noqa: E501
"""Read by :class:`evisyn.report.citations.Bibliography`; keys are first author and year."""
