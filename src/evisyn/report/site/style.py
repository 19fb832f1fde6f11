"""The look of the site: one sheet for screen, phone and paper, light and dark."""

from __future__ import annotations

from evisyn.report.style import TABLE_STYLE

SITE_STYLE = (
    """
:root{color-scheme:light dark;--ink:#1c2330;--soft:#4d5768;--ground:#fff;--panel:#f4f6f9;
--line:#d5dbe4;--link:#0b5394;--accent:#0b5394;--mark:#fff3c4}
@media (prefers-color-scheme:dark){:root{--ink:#e8ecf2;--soft:#b3bccb;--ground:#12161d;
--panel:#1c222c;--line:#3a4453;--link:#8fc1f5;--accent:#8fc1f5;--mark:#4a3f14}}
*{box-sizing:border-box}
html{scroll-padding-top:1rem}
body{margin:0;font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;
background:var(--ground);color:var(--ink)}
a{color:var(--link);text-underline-offset:.15em}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:2px}
.skip{position:absolute;left:-100vw;top:0;padding:.6rem 1rem;background:var(--ground);z-index:9}
.skip:focus{left:0}
.wide{max-width:84rem;margin:0 auto;padding:0 1.25rem}
header{border-bottom:1px solid var(--line);background:var(--panel)}
header .wide{display:flex;flex-wrap:wrap;gap:.3rem 1.5rem;align-items:center;padding-top:.7rem;
padding-bottom:.5rem}
header nav{order:3;width:100%}
header .name{font-weight:700;text-decoration:none;color:var(--ink)}
header nav ul{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;list-style:none;margin:0;padding:0;
font-size:.94rem}
header nav a{display:inline-block;padding:.25rem 0}
header nav a[aria-current]{color:var(--ink);font-weight:600;text-decoration:none;
border-bottom:2px solid var(--accent)}
form.find{margin-left:auto;display:flex;gap:.4rem}
input,select,button{font:inherit;color:inherit;background:var(--ground);border:1px solid
var(--soft);border-radius:.3rem;padding:.3rem .6rem;min-height:2.2rem}
form.find input{width:13rem;max-width:100%}
button{cursor:pointer;background:var(--panel)}
main.wide{padding-top:1.6rem;padding-bottom:3rem;overflow-wrap:break-word}
h1{font-size:1.85rem;line-height:1.2;margin:0 0 .7rem;max-width:40em;text-wrap:balance}
h2{font-size:1.3rem;line-height:1.3;margin:2.6rem 0 .7rem}
h3{font-size:1.08rem;margin:1.4rem 0 .4rem}
p,main ul,main ol,dl{max-width:46rem}
main li{margin:.25rem 0}
.lead{font-size:1.1rem;color:var(--soft);margin-top:0}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(17rem,1fr));gap:1rem;
margin:1.4rem 0}
.card{border:1px solid var(--line);border-top:4px solid var(--accent);border-radius:.4rem;
padding:1rem 1.15rem;background:var(--panel)}
.card h2,.card h3{margin:0 0 .4rem;font-size:1.15rem}
.card p{margin:.45rem 0}
.sure{font-weight:600}
.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(18rem,1fr));gap:1rem 2.5rem}
.two h3{margin-top:.4rem}
figure{margin:1.2rem 0 1.8rem}
figure img{display:block;max-width:100%;height:auto;background:#fff;border:1px solid var(--line);
border-radius:.3rem}
figcaption{font-size:.92rem;color:var(--soft);margin-top:.4rem}
.filter{display:flex;flex-wrap:wrap;gap:.5rem .9rem;align-items:end;margin:.4rem 0 .8rem}
.filter label{font-size:.9rem;color:var(--soft);display:grid;gap:.15rem;max-width:100%}
.filter select{max-width:100%}
.filter output{font-size:.9rem;color:var(--soft);padding-bottom:.5rem}
[hidden]{display:none!important}
dl.facts{display:grid;grid-template-columns:max-content 1fr;gap:.35rem 1.2rem;margin:1rem 0}
dl.facts dt{font-weight:600}
dl.facts dd{margin:0;min-width:0;overflow-wrap:anywhere}
.list{list-style:none;padding:0;max-width:none;columns:22rem;column-gap:2.5rem}
.list li{break-inside:avoid;padding:.2rem 0;margin:0}
.list small{color:var(--soft);display:block}
.sheet{overflow-x:auto;margin:1rem 0}
.sheet table,table.plain{border-collapse:collapse;font-size:.92rem}
.sheet th,.sheet td{padding:.4rem .7rem;border-bottom:1px solid var(--line);text-align:left;
vertical-align:top}
.sheet td.ev-url{overflow-wrap:anywhere;min-width:12rem}
.sheet caption{text-align:left;color:var(--soft);padding-bottom:.4rem}
code{font:.92em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
details>summary{cursor:pointer}
.trail{display:inline-block;max-width:100%;vertical-align:top}
.trail>summary{list-style:none;text-decoration:underline dotted var(--soft);
text-underline-offset:.22em}
.trail>summary::-webkit-details-marker{display:none}
.trail>summary:hover{text-decoration-color:var(--link);color:var(--link)}
.trail[open]>summary{font-weight:600}
.trail>div{white-space:normal;text-align:left;font-size:.94em;background:var(--panel);
border-left:3px solid var(--accent);padding:.3rem .6rem;margin:.25rem 0;width:max-content;
max-width:16rem;overflow-wrap:anywhere}
.trail ul{margin:0;padding-left:1rem}
.trail p{margin:.2rem 0 0}
tr:has(:target)>*,tr:target>*,dt:target,dt:target+dd{background:var(--mark)!important}
.evisyn-table{--ev-ground:var(--ground);--ev-ink:var(--ink);--ev-link:var(--link)}
footer p{margin:.4rem 0}
footer{border-top:1px solid var(--line);font-size:.92rem;color:var(--soft);padding:1rem 0 2rem}
@media (max-width:40em){body{font-size:15.5px}.wide{padding:0 1rem}h1{font-size:1.5rem}
form.find{margin-left:0;width:100%}form.find input{flex:1;width:auto;min-width:0}
header nav a{padding:.3rem 0}
dl.facts{grid-template-columns:1fr;gap:.1rem}dl.facts dd{margin-bottom:.6rem}
figure a{display:block;overflow-x:auto}figure img{max-width:none;width:44rem}
.filter label,.filter input,.filter select{width:100%}}
@media print{header,form,.skip,.filter,footer nav{display:none!important}body{font-size:9.5pt;
background:#fff;color:#000}main,.wide{padding:0;max-width:none}h1{font-size:15pt}h2{font-size:12pt;
break-after:avoid}.card,figure,.list li{break-inside:avoid}
figure img{max-height:165mm;width:auto}a{color:inherit}
.trail>summary{text-decoration:none}.card{background:none}}
@page{size:A4 landscape;margin:12mm}
""".strip()
    + "\n"
    + TABLE_STYLE.replace(
        "--ev-ground:var(--jp-layout-color0,Canvas);--ev-ink:var(--jp-content-font-color1,\n"
        "CanvasText);",
        "",
    ).replace("--ev-link:var(--jp-content-link-color,LinkText);\n", "")
    + """
@media screen and (min-width:40em){.evisyn-table table.ev-grid .ev-long{min-width:17em}}
""".rstrip(" ")
)
"""Sheet of every page; it names no font file and no picture."""
