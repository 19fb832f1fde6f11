"""An executed notebook as one HTML page that asks for nothing from outside."""

from __future__ import annotations

from evisyn.kept import kept
from evisyn.report.notebook import without_alignment

# The plainest of the converter's templates, in a page of our own: JupyterLab's look takes 300 kB
# of styles a page, and its three scripts fetch from a network of others. Pictures get the
# alternative text that they carry in their metadata.
_TEMPLATE = """{%- extends 'basic/index.html.j2' -%}
{%- block header -%}
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ resources.metadata.name | escape_html }}</title>
<link rel="icon" href="data:,">
<style>
STYLE
</style>
</head>
<body>
<main>
{%- endblock header -%}
{% block in_prompt %}{% endblock %}
{% block empty_in_prompt %}{% endblock %}
{% block output_area_prompt %}{% endblock %}
{% block data_png scoped %}
{%- set alt = output | get_metadata('alt', 'image/png') or output.data.get('text/plain', '') %}
<img alt="{{ alt | escape_html }}"
src="data:image/png;base64,{{ output.data['image/png'] | escape_html }}">
{% endblock data_png %}
{% block data_html scoped %}
{%- set found = output.data['text/html'] %}
{#- a bare table scrolls by keyboard too; those of the house bring a place of their own -#}
{%- set bare = '<table' in found and 'ev-scroll' not in found %}
<div class="output_html"{% if bare %} tabindex="0"{% endif %}>
{{ found }}
</div>
{% endblock data_html %}
{%- block footer %}
</main>
</body>
</html>
{% endblock footer %}
"""

_STYLE = """
:root{color-scheme:light dark;--ink:#1c2330;--soft:#4d5768;--ground:#fff;--panel:#f4f6f9;
--line:#d5dbe4;--link:#0b5394;--word:#0b5394;--text:#7a2f0b}
@media (prefers-color-scheme:dark){:root{--ink:#e8ecf2;--soft:#b3bccb;--ground:#12161d;
--panel:#1c222c;--line:#3a4453;--link:#8fc1f5;--word:#8fc1f5;--text:#f0b48a}}
*{box-sizing:border-box}
body{margin:0;font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;
background:var(--ground);color:var(--ink)}
main{max-width:76rem;margin:0 auto;padding:1.2rem 1.25rem 3rem;overflow-wrap:break-word}
a{color:var(--link);text-underline-offset:.15em}
a.anchor-link{display:none}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
h1{font-size:1.8rem;line-height:1.2;margin:.2em 0 .6em}
h2{font-size:1.3rem;margin:2em 0 .5em}
h3,h4{font-size:1.08rem;margin:1.4em 0 .4em}
.text_cell p,.text_cell ul,.text_cell ol{max-width:46rem}
.cell{margin:.9rem 0}
.input_area{background:var(--panel);border:1px solid var(--line);border-radius:.3rem}
.input_area pre,.output_text pre{margin:0;padding:.6rem .8rem;white-space:pre-wrap;
overflow-wrap:anywhere;font:13.5px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.output_text pre{color:var(--soft)}
.output_area{margin:.7rem 0;max-width:100%}
.output_html[tabindex]{overflow-x:auto}
.highlight .k,.highlight .kn,.highlight .kc,.highlight .ow{color:var(--word);font-weight:600}
.highlight .s1,.highlight .s2,.highlight .sa{color:var(--text)}
.highlight .c1{color:var(--soft);font-style:italic}
code{font:.92em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
img{max-width:100%;height:auto;background:#fff}
table{border-collapse:collapse;font-size:.92rem}
th,td{padding:.3rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
@media (max-width:40em){main{padding:1rem}h1{font-size:1.45rem}}
@media print{body{font-size:9.5pt;background:#fff;color:#000}main{max-width:none;padding:0}
.input_area,img{break-inside:avoid}img{max-height:165mm;width:auto}}
@page{size:A4 landscape;margin:12mm}
""".strip()


def page_of(content: bytes, title: str) -> bytes:
    """The page of a notebook as it is stored, made once for all who ask; see :func:`to_html`."""
    return kept(("html", content, title), lambda: to_html(content, title))


def to_html(notebook: bytes, title: str) -> bytes:
    """A notebook as a page.

    Parameters
    ----------
    notebook
        A normalised notebook.
    title
        Title of the page.
    """
    import nbformat
    from jinja2 import DictLoader
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(  # type: ignore[no-untyped-call]
        template_name="basic",
        template_file="evisyn.html.j2",
        extra_loaders=[DictLoader({"evisyn.html.j2": _TEMPLATE.replace("STYLE", _STYLE)})],
    )
    node = nbformat.reads(notebook.decode("utf-8"), as_version=4)  # type: ignore[no-untyped-call]
    page, _ = exporter.from_notebook_node(node, resources={"metadata": {"name": title}})
    lines = [line.rstrip() for line in without_alignment(page).splitlines()]
    return ("\n".join(lines).rstrip("\n") + "\n").encode("utf-8")
