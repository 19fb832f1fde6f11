"""An executed notebook as one HTML page that asks for nothing from outside."""

from __future__ import annotations

# JupyterLab's own look without its three scripts, which fetch from a network of others, and
# with the alternative text that pictures carry in their metadata, which it drops.
_TEMPLATE = """{%- extends 'lab/index.html.j2' -%}
{%- block html_head_js -%}{%- endblock -%}
{%- block html_head_js_mathjax -%}{%- endblock -%}
{%- block html_head_js_mermaidjs -%}{%- endblock -%}
{%- block html_head_css -%}
<style>
.jp-Notebook { max-width: 72rem; margin: 0 auto; }
.jp-RenderedImage img { max-width: 100%; height: auto; }
</style>
{%- endblock -%}
{% block data_png scoped %}
<div class="jp-RenderedImage jp-OutputArea-output {{ extra_class }}">
{%- set alt = output | get_metadata('alt', 'image/png') or output.data.get('text/plain', '') %}
<img alt="{{ alt | escape_html }}"
src="data:image/png;base64,{{ output.data['image/png'] | escape_html }}">
</div>
{% endblock data_png %}
"""


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
        template_name="lab",
        template_file="evisyn.html.j2",
        extra_loaders=[DictLoader({"evisyn.html.j2": _TEMPLATE})],
    )
    node = nbformat.reads(notebook.decode("utf-8"), as_version=4)  # type: ignore[no-untyped-call]
    page, _ = exporter.from_notebook_node(node, resources={"metadata": {"name": title}})
    lines = [line.rstrip() for line in page.splitlines()]
    return ("\n".join(lines).rstrip("\n") + "\n").encode("utf-8")
