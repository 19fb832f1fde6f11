"""The reference: every public name, by topic, from its documentation in the code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from evisyn.build.guide.docstrings import Entry, Item, Section, entry
from evisyn.build.guide.highlight import code_block
from evisyn.build.guide.markdown import Address, render
from evisyn.build.guide.names import find, public_names, rooms
from evisyn.build.guide.pages import FOLDER
from evisyn.report.site import Heading, WrittenPage

# Modules of the room "synthesis" that ask how far an answer can be moved; others pool.
SENSITIVITY = frozenset(
    {
        "egger", "rank_test", "trim_fill", "fail_safe", "excess", "pet_peese", "selection",
        "deletion", "influence", "gosh", "permutation", "multiverse", "model_comparison",
    }
)  # fmt: skip
TOPICS = {
    "base": ("Evidence base", "Read the tables, find out where a row comes from, errors."),
    "effects": ("Effect sizes and conversions", "From what studies report to yi and vi."),
    "pooling": ("Pooling", "Many effects to one answer, with its heterogeneity."),
    "sensitivity": ("Small-study effects and sensitivity", "How far an answer can be moved."),
    "dependence": ("Dependence, networks, priors", "Effects that hang together."),
    "judgement": ("Judgement", "Certainty, credibility, appraisal tools, the audit of effects."),
    "interactive": ("Interactive", "Controls for notebooks."),
    "tables": ("Tables", "What ev.report makes: tables for pages, papers and machines."),
    "figures": ("Figures", "What ev.figures makes: pictures with their words."),
}


def topic_of(name: str, module: str) -> str:
    """Give the topic under which a name stands, from the room of its module."""
    parts = module.split(".")
    room = parts[1] if len(parts) > 1 else ""
    if room == "synthesis":
        if parts[2] in ("multilevel", "network", "bayes"):
            return "dependence"
        return "sensitivity" if parts[2] in SENSITIVITY else "pooling"
    if room == "report":
        return "tables" if name.startswith("report.") else "base"
    rooms = {"effects": "effects", "appraisal": "judgement", "figures": "figures"}
    return rooms.get(room, "interactive" if room == "interactive" else "base")


def addresses() -> dict[str, str]:
    """Public name -> its address among the pages of the guide."""
    names = public_names()
    found = {name: f"{_file(topic_of(name, module))}#{name}" for name, (module, _) in names.items()}
    return found | {
        room: found[next(name for name in names if name.startswith(f"{room}."))].partition("#")[0]
        for room in rooms()
    }


def reference_pages(address: Address) -> list[WrittenPage]:
    """Make a page a topic.

    Parameters
    ----------
    address
        Where links of the texts lead to.
    """
    topics: dict[str, list[Entry]] = {topic: [] for topic in TOPICS}
    where = public_names()
    homes = {_home(*home): name for name, home in where.items()}
    for name, (module, defined) in where.items():
        topics[topic_of(name, module)].append(entry(name, module, defined))
    return [
        _page(topic, _with_records(entries, homes), address)
        for topic, entries in topics.items()
        if entries
    ]


def _home(module: str, name: str) -> tuple[str, str]:
    """Where a name is defined, which may be another module than the one that exports it."""
    found = find(module, name)
    return (found.module.path, found.name) if found else (module, name)


def listing(pages: Iterable[WrittenPage]) -> str:
    """Give a list of all pages with the names on each."""
    parts = []
    for page in pages:
        file = page.path.rpartition("/")[2]
        names = ", ".join(
            f'<a href="{file}#{heading.anchor}"><code>{escape(heading.words)}</code></a>'
            for heading, _ in page.entries
        )
        title = page.title.partition(": ")[2]
        parts.append(
            f'<h2 id="{file.removesuffix(".html")}"><a href="{file}">'
            f"{escape(title[:1].upper() + title[1:])}</a></h2>"
            f"<p>{escape(page.lead)}</p><p>{names}</p>"
        )
    return "".join(parts)


def _with_records(entries: list[Entry], homes: Mapping[tuple[str, str], str]) -> list[Entry]:
    """Behind a function stands the record that it gives, unless that is a public name itself."""
    found: list[Entry] = []
    known: set[tuple[str, str]] = set()
    for one in entries:
        found.append(one)
        if one.gives[0] and one.gives not in homes and one.gives not in known:
            known.add(one.gives)
            found.append(entry(one.gives[1], *one.gives))
    return found


def _page(topic: str, entries: list[Entry], address: Address) -> WrittenPage:
    title, lead = TOPICS[topic]
    # a type is named without its room
    here = {one.name.rpartition(".")[2]: one.name for one in entries if one.kind == "record"}
    here |= {one.name: one.name for one in entries}

    def there(target: str) -> str:
        name = target.removeprefix("ev.")
        return f"#{here[name]}" if name in here else address(target)

    prefixed = {one.name: _shown(one) for one in entries}
    headings = [Heading(anchor=one.name, words=prefixed[one.name]) for one in entries]
    return WrittenPage(
        path=f"{FOLDER}/{_file(topic)}",
        title=f"Reference: {title[:1].lower()}{title[1:]}",
        lead=lead,
        body=f'<p class="lead">{escape(lead)}</p>\n'
        + "".join(_entry(one, there) for one in entries),
        headings=tuple(headings),
        entries=tuple(
            (heading, _words(one.summary)) for heading, one in zip(headings, entries, strict=True)
        ),
    )


def _shown(one: Entry) -> str:
    return one.name if _is_inner(one) else f"ev.{one.name}"


def _is_inner(one: Entry) -> bool:
    return one.kind == "record" and one.name not in public_names()


def _file(topic: str) -> str:
    return f"reference-{topic}.html"


def _entry(one: Entry, address: Address) -> str:
    words = {"record": "Record: ", "error": "Error: "}.get(one.kind, "")
    parts = [
        f'<section id="{one.name}"><h2>{words}<code>{escape(_shown(one))}</code></h2>',
        _markup(one.summary, address),
    ]
    if one.signature:
        parts.insert(1, code_block(f"ev.{one.signature}", "python"))
    parts += [_section(part, address, one) for part in one.sections]
    if one.methods:
        parts.append(f"<h3>Methods and properties</h3>{_list(one.methods, address)}")
    return "".join([*parts, "</section>\n"])


def _section(part: Section, address: Address, one: Entry) -> str:
    head = f"<h3>{escape(part.title)}</h3>" if part.title else ""
    if part.code:
        return head + code_block(part.code, "pycon")
    if part.items:
        return head + _list(part.items, address)
    return head + _markup(part.words, address)


def _list(items: Iterable[Item], address: Address) -> str:
    lines = []
    for item in items:
        names = ", ".join(f"<code>{escape(name)}</code>" for name in item.names)
        kind = item.kind if item.kind not in item.names else ""
        target = address(f"ev.{kind}") if kind.isidentifier() else ""
        shown = f'<a href="{escape(target)}">{escape(kind)}</a>' if target else escape(kind)
        kind = f' <span class="kind">{shown}</span>' if kind else ""
        lines.append(f"<dt>{names}{kind}</dt><dd>{_markup(item.words, address)}</dd>")
    return f"<dl>{''.join(lines)}</dl>"


def _markup(words: str, address: Address) -> str:
    return render(words, address).body if words.strip() else ""


def _words(markdown: str) -> str:
    return " ".join(markdown.replace("`", "").split())
