"""The look of written pages and of code in them, light, dark and on paper."""

from __future__ import annotations

GUIDE_STYLE = """
:root{--word:#0b5394;--text:#1d6236;--number:#8a3b12;--note:#525c6b}
@media (prefers-color-scheme:dark){:root{--word:#8fc1f5;--text:#9ad1a5;--number:#f0b48a;
--note:#aab3c2}}
.written pre{background:var(--panel);border:1px solid var(--line);border-radius:.3rem;
padding:.7rem .9rem;margin:.8rem 0;overflow-x:auto;max-width:58rem;line-height:1.45}
.written pre code{font-size:.86rem;overflow-wrap:normal;white-space:pre}
.written pre.output{background:none;border-left:4px solid var(--line);color:var(--ink)}
.written pre.code+pre.output{margin-top:-.5rem}
.written pre .k,.written pre .kn,.written pre .kc,.written pre .kd,.written pre .ow,
.written pre .nt{color:var(--word);font-weight:600}
.written pre .nb,.written pre .nf,.written pre .nc,.written pre .nn{color:var(--word)}
.written pre :is(.s,.s1,.s2,.sa,.sd,.si,.se,.sr){color:var(--text)}
.written pre :is(.m,.mi,.mf,.mh){color:var(--number)}
.written pre :is(.c,.c1,.cm,.ch){color:var(--note);font-style:italic}
.written table{max-width:none}
.written td p,.written dd p{margin:.2rem 0}
.written th[scope=row]{font-weight:400}
.written blockquote{margin:1rem 0;padding:.1rem 1rem;border-left:4px solid var(--accent);
background:var(--panel);max-width:46rem}
.written dl{max-width:56rem;margin:.5rem 0}
.written dt{font-weight:600;margin-top:.6rem}
.written dd{margin:.1rem 0 0 1.4rem;max-width:46rem}
.written h2 code,.written h3 code{font-size:1em;font-weight:600}
.written section{border-top:1px solid var(--line);margin-top:2rem}
.written section>h2{margin-top:1.2rem}
.written h4{margin:1.1rem 0 .2rem;font-size:1rem}
.written .kind{color:var(--soft);font-size:.9rem;font-weight:400}
.written dt code{font-weight:600}
.written p.file{margin:.8rem 0 -.6rem;font-size:.88rem;color:var(--soft)}
.back{margin:0 0 .8rem}
.contents{border-left:4px solid var(--line);padding-left:1rem;margin:1rem 0 1.6rem}
.contents ul{list-style:none;margin:0;padding:0;max-width:60rem;columns:15rem;column-gap:2rem}
.contents li{break-inside:avoid;margin:0;padding:.15rem 0}
:is(.written h2,.written h3,.written section):target{background:var(--mark)}
@media print{.written{page:written}.contents,.back{display:none}
.written pre{white-space:pre-wrap;break-inside:avoid;background:none}
.written pre code{white-space:pre-wrap}.written h3,.written h4,.written dt{break-after:avoid}}
@page written{size:A4 portrait;margin:16mm}
"""
"""Added to the sheet of every page."""
