"""The style of display tables: scoped to the table, light and dark, screen, phone and paper."""

from __future__ import annotations

TABLE_STYLE = """
.evisyn-table{--ev-ground:var(--jp-layout-color0,Canvas);--ev-ink:var(--jp-content-font-color1,
CanvasText);
--ev-line:color-mix(in srgb,var(--ev-ink) 22%,transparent);--ev-band:color-mix(in srgb,
var(--ev-ink) 7%,var(--ev-ground));
--ev-soft:color-mix(in srgb,var(--ev-ink) 72%,var(--ev-ground));
--ev-link:var(--jp-content-link-color,LinkText);
color:var(--ev-ink);font-size:13.5px;line-height:1.4;margin:0 0 1.5em;max-width:100%}
.evisyn-table .ev-scroll{overflow-x:auto;border-top:2px solid var(--ev-ink);
border-bottom:2px solid var(--ev-ink)}
.evisyn-table .ev-scroll:focus-visible{outline:3px solid #1f78b4;outline-offset:2px}
.evisyn-table .ev-title{font-weight:700;font-size:1.1em;margin:0 0 .2em;color:inherit}
.evisyn-table .ev-lead{margin:0 0 .6em;max-width:75em}
.evisyn-table table.ev-grid{border-collapse:collapse;table-layout:auto;width:100%;margin:0;
border:0;
font-size:1em;font-variant-numeric:tabular-nums}
.evisyn-table table.ev-grid caption.ev-hide{position:absolute;width:1px;height:1px;
overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.evisyn-table table.ev-grid thead,.evisyn-table table.ev-grid thead tr:nth-child(n){
background:none;border:0;vertical-align:bottom}
.evisyn-table table.ev-grid tbody tr:nth-child(n),
.evisyn-table table.ev-grid tbody tr:nth-child(n):hover{background:none}
.evisyn-table table.ev-grid tbody tr:nth-child(n){border-top:1px solid var(--ev-line)}
.evisyn-table table.ev-grid th,.evisyn-table table.ev-grid td{padding:.4em .6em;text-align:left;
vertical-align:top;
border:0;white-space:normal;max-width:none;font-weight:400;overflow-wrap:break-word}
.evisyn-table table.ev-grid thead th{font-weight:600;vertical-align:bottom;
border-bottom:1px solid var(--ev-ink)}
.evisyn-table table.ev-grid thead th.ev-span{border-bottom:1px solid var(--ev-line);
text-align:center}
.evisyn-table table.ev-grid .ev-right{text-align:right}
.evisyn-table table.ev-grid .ev-center{text-align:center}
.evisyn-table table.ev-grid td.ev-tight{white-space:nowrap}
.evisyn-table table.ev-grid .ev-mid{min-width:8em}
.evisyn-table table.ev-grid .ev-wide{min-width:13em}
.evisyn-table table.ev-grid .ev-long{min-width:22em}
.evisyn-table table.ev-grid .ev-head{position:sticky;left:0;background:var(--ev-ground);z-index:1}
.evisyn-table table.ev-grid tr.ev-group th{font-weight:700;background:var(--ev-band);
position:static}
.evisyn-table table.ev-grid tr.ev-group span{position:sticky;left:.6em}
.evisyn-table .ev-none{color:var(--ev-soft);font-style:italic}
.evisyn-table .ev-url{overflow-wrap:anywhere}
.evisyn-table a{color:var(--ev-link);text-decoration:underline}
.evisyn-table sup a{text-decoration:none;padding:0 .1em;font-style:normal}
.evisyn-table sup{line-height:0}
.evisyn-table .ev-notes{font-size:.93em;color:var(--ev-soft);margin:.7em 0 0;max-width:75em}
.evisyn-table .ev-notes p{margin:.25em 0}
.evisyn-table .ev-notes .ev-mark{font-weight:700;margin-right:.4em}
@media (max-width:40em){.evisyn-table{font-size:13px}
.evisyn-table table.ev-grid th,.evisyn-table table.ev-grid td{padding:.35em .5em}
.evisyn-table table.ev-grid .ev-long{min-width:19em}
.evisyn-table table.ev-grid .ev-wide{min-width:11em}
.evisyn-table table.ev-grid .ev-mid{min-width:7.5em}
.evisyn-table table.ev-grid .ev-head:not(#_){max-width:9em;min-width:0}
.evisyn-table table.ev-grid .ev-head:is(.ev-mid,.ev-wide,.ev-long):not(#_){min-width:7em}}
@media screen and (max-width:40em){.evisyn-table table.ev-grid tr.ev-group span{
display:inline-block;max-width:calc(100vw - 4em)}}
@media print{.evisyn-table{font-size:8pt;color:#000}.evisyn-table .ev-scroll{overflow:visible}
.evisyn-table table.ev-grid thead{display:table-header-group}
.evisyn-table table.ev-grid tr{break-inside:avoid}
.evisyn-table table.ev-grid .ev-head{position:static;background:none}
.evisyn-table table.ev-grid .ev-mid,.evisyn-table table.ev-grid .ev-wide,
.evisyn-table table.ev-grid .ev-long{min-width:0}
.evisyn-table table.ev-grid td.ev-tight{white-space:normal}
.evisyn-table table.ev-grid th,.evisyn-table table.ev-grid td{padding:.2em .35em}}
""".strip()
"""Style of one table; every rule starts with ``.evisyn-table`` and fetches nothing."""

PAGE_STYLE = """
:root{color-scheme:light dark}
body{margin:0;font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;
background:Canvas;color:CanvasText}
main,nav{max-width:96rem;margin:0 auto;padding:1rem}
nav{padding-bottom:0;font-size:14px}
h1{font-size:1.4rem;line-height:1.25;margin:.2em 0 .5em}
@page{size:A4 landscape;margin:12mm}
@media print{nav{display:none}main{padding:0;max-width:none}h1{font-size:13pt}:root{
color-scheme:light}}
""".strip()
"""Style of a page that holds one table."""

PROSE_STYLE = """
.evisyn-prose{line-height:1.55}
.evisyn-prose p,.evisyn-prose li{max-width:46em;overflow-wrap:break-word}
.evisyn-prose h2{font-size:1.05rem;margin:1.2em 0 .3em}
.evisyn-prose ol{padding-left:2em}
.evisyn-prose li{margin:.25em 0}
""".strip()
"""Style of a text with numbered references."""

UPRIGHT = "@page{size:A4 portrait;margin:20mm}"
"""Paper of a page of prose."""
