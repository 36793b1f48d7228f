"""Which texts are issues of a newsletter, and where their items begin and end."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml.html import fromstring

from indexer.articles.newsletters import cut
from indexer.articles.newsletters.leads import read_blocks

DATA = Path(__file__).parents[3] / "data" / "newsletters"
PAGE = ("page.html", "The Lantern Weekly: Orvane's ferry, a tax on towers", "https://lantern.example/p/ferry")
MAIL = ("mail.html", "A bank, a bakery and a bridge", "")
LIST = ("list.html", "Tiny Weights #31", "https://tinyweights.example/31")
ITEMS = {
    PAGE: {
        "Orvane lets a ferry dock itself": ["https://fjordpost.example/2026/11/24/orvane-ferry"],
        "Hollin wants to tax mobile towers by the watt": ["https://hollin-assembly.example/bills/2026-311"],
        "A thesaurus for whale song": ["https://arxiv.org/abs/2611.01234", "https://github.com/nuuk-bio/whale-words"],
        "Tallinn court lets a robot keep its parking space": ["https://tallinntimes.example/court-robot"],
        "Loom maker Wexley recalls 400 sensors": ["https://millgazette.example/loom-recall"],
        "Fog forecasts get an hour better": ["https://portradio.example/news/fog"],
    },
    MAIL: {
        "Bank of Arden closes its last branch": ["https://click.dockside.example/c/u81/a1"],
        "A bakery sues its oven": ["https://click.dockside.example/c/u81/c3"],
        "Severin bridge gets a second opinion": [
            "https://click.dockside.example/c/u81/d4",
            "https://click.dockside.example/c/u81/e5",
        ],
    },
    LIST: {
        "Pellworm halves the price of its translator.": ["https://pellworm.example/blog/new-prices"],
        "Fennimore Labs opens a model for hand tremors.": [
            "https://fennimore.example/papers/tremor",
            "https://huggingface.co/fennimore/tremor-1",
        ],
        "Customs in Rotterdam read fewer papers.": ["https://havenkrant.example/douane-model"],
        "The census of Malta will be coded by a model.": ["https://valletta.example/census/2026"],
    },
}
ENDS = {
    PAGE: ("We think that it will get one.", "preprint and the code are open."),
    MAIL: ("said its chief, Mora Linde.", "Lorries may cross from Monday."),
    LIST: ("It is the third cut this year.", "one answer in fifty goes to a person."),
}  # fmt: skip


def read(name: str) -> str:
    """Return an issue's HTML."""
    return (DATA / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("attribute", ['style="display:none"', 'style="visibility:hidden"', "hidden"])
def test_what_is_hidden_is_no_block(attribute: str) -> None:
    """What a page holds and does not show is not read."""
    root = fromstring(f"<div><div {attribute}><p>A preview.</p></div><p>Bank of Arden closes.</p></div>")
    assert [block.paragraph.text for block in read_blocks(root)] == ["Bank of Arden closes."]


@pytest.mark.parametrize("issue", ITEMS, ids=lambda issue: issue[0])
def test_issue_is_cut_into_its_items(issue: tuple[str, str, str]) -> None:
    """Each item has its own heading, text and links, and what is paid for or stands around them is in none."""
    name, title, url = issue
    found = cut(read(name), title, url)
    assert {item.title: list(item.links) for item in found} == ITEMS[issue]
    texts = [item.text for item in found if item.text]
    assert (texts[0].endswith(ENDS[issue][0]), texts[-1].endswith(ENDS[issue][1])) == (True, True)


def test_items_of_a_page_and_of_its_body_alone_are_the_same() -> None:
    """A feed carries the body without the page around it: the same items come of both."""
    markup = read("page.html")
    body = markup.partition("<main>")[2].partition("</main>")[0]
    assert cut(body, *PAGE[1:]) == cut(markup, *PAGE[1:])


PARTS = {
    "Orvane's ferry docks itself": "The boat found the quay at Tromsberg in fog, with nobody at the wheel, on Monday.",
    "Hollin taxes towers": "Owners of phone masts will pay by the watt from June, whatever the parish council says.",
    "Whales get a thesaurus": "Biologists from Nuuk sorted eleven thousand calls into families and published the lot.",
    "Bakery sues oven": "A machine in Arden burnt nine hundred loaves after its update; the maker, Wexley, is silent.",
}  # fmt: skip
LINKED = {head: f'{text} <a href="https://s{at}.example/a">here</a>' for at, (head, text) in enumerate(PARTS.items())}


def told(markup: str, title: str, url: str = "https://quayside.example/p/7") -> list[str]:
    """Return the titles of the items of a text."""
    return [item.title.rstrip(".") for item in cut(markup, title, url)]


def test_roundup_is_told_by_a_title_made_of_its_headings() -> None:
    """A text that never calls itself an issue is one where its title names several of its parts."""
    markup = sections({head: f"{text} {link(f's{at}.example/a')}." for at, (head, text) in enumerate(PARTS.items())})
    assert told(markup, "Orvane ferry docks, Hollin taxes towers, bakery sues") == list(PARTS)
    assert told(markup, "What a week does to a harbour") == []


MARKUPS = {
    "numbered": "<p>{n}. {head}. {text} {link}</p>",
    "marked by a sign": "<p>\u2022 {head}. {text} {link}</p>",
    "italic": "<p><em>{head}.</em> {text} {link}</p>",
    "line": "<p>{head}</p><p>{text} {link}</p>",
    "colon": "<p>{head}: {text} {link}</p>",
    "lines between": "<hr><p>{head}. {text} {link}</p>",
    "item of a list": "<li>{head}. {text} {link}</li>",
    "definition": "<dt>{head}</dt><dd>{text} {link}</dd>",
    "own site": "<h3>{head}</h3><p>{text} {own}</p>",
}


@pytest.mark.parametrize("form", MARKUPS)
def test_issue_is_told_in_other_forms(form: str) -> None:
    """A greeting and a farewell are enough where parts differ, whatever parts them, and if one leads nowhere."""
    items = [
        MARKUPS[form].format(
            n=at, head=head, text=text, link=link(f"s{at}.example/a") * (at != 2), own=link(f"quayside.example/p/{at}")
        )
        for at, (head, text) in enumerate(PARTS.items(), start=1)
    ]
    body = f"<ul>{''.join(items)}</ul>" if "list" in form else "".join(items)
    issue = f"<p>Dear friends,</p><p>this week was long.</p>{body}<p>Until next time!</p>"
    found = told(issue, "Slow water", "https://quayside.example/p/7")
    assert [head for head, title in zip(PARTS, found, strict=True) if title.startswith(head)] == list(PARTS)


@pytest.mark.parametrize(
    ("after", "text"),
    [
        (", says a paper from Ghent.", "Orvane lets a ferry dock itself, says a paper from Ghent."),
        ("\u2019s owner agrees.", "Orvane lets a ferry dock itself\u2019s owner agrees."),
        (" that nobody steers.", "Orvane lets a ferry dock itself that nobody steers."),
        (". Nobody steers it.", "Nobody steers it."),
        (" \u2013 \u201cNobody steers it,\u201d says a paper.", "\u201cNobody steers it,\u201d says a paper."),
    ],
)
def test_sentence_that_a_link_begins_stays_whole(after: str, text: str) -> None:
    """The words of a link are left out of an item's text only where its first sentence does not begin with them."""
    (block,) = read_blocks(
        fromstring(f"<ul><li>{link('a.example/', 'Orvane lets a ferry dock itself')}{after}</li></ul>")
    )
    assert block.rest == text


def test_issue_without_a_cover_is_told_by_where_it_comes_from() -> None:
    """Parts on different subjects are an issue if a newsletter sends them, and else stay one text."""
    body = "".join(f"<h3>{h}</h3><p>{t} {link(f's{at}.example/a')}</p>" for at, (h, t) in enumerate(PARTS.items()))
    assert cut(body, "Slow water", "https://quayside.example/p/7") == ()
    found = cut(body, "Slow water", "https://quayside.example/p/7", series=True)
    assert [item.title for item in found] == list(PARTS)


@pytest.mark.parametrize(
    "said",
    [
        "Copyright suit against Wexley goes to trial",
        "Best Loom puts an agent into its shops",
        "Like Orvane, Wexley now sells tickets",
        "Like it or not, ferries steer themselves",
        "Upgrade of the Hollin tower stuns its owners",
        "Share prices of loom makers fall",
        "Have a robot fold your sails",
        "See you in court, Wexley tells the bakers",
        "How do you govern a ferry?",
        "Did somebody say whale song?",
        "Poll finds fear of looms",
        "Half of the code of Orvane is written by models",
    ],
)
def test_news_that_begins_like_a_closing_line_is_told(said: str) -> None:
    """A heading or a paragraph that only begins with such a word is an item's, and what follows it stays."""
    first = {said: f"The gulls of Tromsberg saw it from the roof. {link('gulls.example/a')}"}
    assert told(sections(first | LINKED), "Harbour letter #7") == [said, *PARTS]
    *_, last = cut(sections(LINKED, f"<p>{said}</p><p>More is not known.</p>"), "Harbour letter #7")
    assert last.text.endswith(f"\n\n{said}\n\nMore is not known.")


@pytest.mark.parametrize(
    "said",
    [
        "Best, Ines",
        "Cheers!",
        "Have a great weekend, everybody",
        "That's all for today.",
        "See you in two weeks",
        "<a href='https://harbour.example/share'>Share this letter</a> with a friend",
        "Like what you read?",
        "Subscribe to the Harbour letter",
        "How was today's letter, and how did you like this issue?",
        "Copyright 2026 <a href='https://harbour.example/'>Harbour letter</a>",
        "\u00a9 <a href='https://harbour.example/'>Harbour letter</a>",
        "This letter is written by Ines and comes out every Friday.",
        "Poll",
    ],
)
def test_closing_lines_are_in_no_item(said: str) -> None:
    """The last item ends where the issue takes leave, and a heading that does so is none."""
    for end in (f"<p>{said}</p><p>Nobody reads this.</p>", f"<h2>{said}</h2><p>Nobody reads this.</p>"):
        found = cut(sections(LINKED, end), "Harbour letter #7")
        assert ([item.title for item in found], found[-1].text) == (list(PARTS), f"{PARTS[found[-1].title]} here")


@pytest.mark.parametrize(
    ("address", "leads"),
    [
        ("gazette.example/technology/archive/2026/11/ferry/684000", True),
        ("gazette.example/archives/12345", True),
        ("gazette.example/category/harbour/ferry-docks-itself", True),
        ("gazette.example/topics/harbour/ferry-docks-itself", True),
        ("gazette.example/feed/update/ferry-docks-itself", True),
        ("gazette.example/archive?sort=new", False),
        ("gazette.example/category/harbour/", False),
        ("gazette.example/by/ines-okar", False),
        ("gazette.example/rss", False),
        ("gazette.example/subscribe/now", False),
    ],
)
def test_item_leads_to_articles_only(address: str, *, leads: bool) -> None:
    """Lists of articles and pages for subscribers are no sources; an article may lie below the name of such a list."""
    text = f"Nobody sees so many ferries come and go as those who live on the roof of the old mill. {link(address)}"
    *_, last = cut(sections(LINKED | {"Gulls count ferries": text}), "Harbour letter #7")
    assert last.links == (f"https://{address}",) * leads


PAID = {
    "its link": '<p><b>Kettleback backs you up.</b> Try it. <a rel="sponsored" href="https://kb.example/">Go</a></p>',
    "its last link": "<p><b>Kettleback backs you up.</b></p><p>Try it.</p><p><a href='https://kb.example/?utm_medium=cpc'>Go</a></p>",
    "its first words": "<p><b>A message from Kettleback:</b> we back you up. <a href='https://kb.example/a'>Go</a></p>",
    "a label above": "<p>TOGETHER WITH KETTLEBACK</p><p><b>Sleep well.</b> Kettleback backs you up.</p>",
}


@pytest.mark.parametrize("paid", PAID)
def test_sponsor_is_told_by(paid: str) -> None:
    """What is paid for is no item, whether its link, its first words or a label above says so."""
    items = [f"<p><b>{h}.</b> {t} {link(f's{at}.example/a')}</p>" for at, (h, t) in enumerate(PARTS.items())]
    assert told("".join([*items[:2], PAID[paid], *items[2:]]), "Harbour letter #7") == list(PARTS)


def link(where: str, label: str = "here") -> str:
    """Return a link."""
    return f'<a href="https://{where}">{label}</a>'


def sections(parts: dict[str, str], end: str = "") -> str:
    """Return a text with headings."""
    return "".join(f"<h2>{head}</h2><p>{text}</p>" for head, text in parts.items()) + end


SIGN_UP = "<p>Get our daily briefing by mail. You can unsubscribe at any time.</p>"
ARTICLES = {
    "report with headings": (
        "Grid operator Tarn warns of a wait for data centers",
        sections(
            {
                "A queue that doubled": f"Tarn published {link('tarn.example/s.pdf')} on data centers and a wait.",
                "Who pays": f"Data centers should, {link('consumers.example/p/1')} says of Tarn and its wait.",
                "The reply": f"Builders of data centers told {link('wire.example/tarn')} that they would wait.",
                "What happens next": f"A hearing on the Tarn wait is {link('state.example/hearing/4')} in May.",
            },
            SIGN_UP,
        ),
    ),
    "tested products": (
        "Seven note takers we tried in November",
        sections({f"{n}. Scribe {n}": f"It writes. {link(f'scribe{n}.example/prices')}" for n in range(1, 8)}, SIGN_UP),
    ),
    "advice": (
        "Build a search engine in an afternoon",
        sections({f"Step {n}": f"Use {link(f'tool{n}.example/docs/start')} for it." for n in "abcdef"}),
    ),
    "company's news": (
        "Quillet Spaces is here",
        "<p>In this edition of Quillet we bring you spaces.</p><ul>"
        + "".join(
            f"<li><strong>Shared thing {n}.</strong> It is shared. {link(f'docs.quillet.example/{n}')}.</li>"
            for n in range(5)
        )
        + "</ul>",
    ),
    "paper": (
        "Sparse attention for maps",
        sections(
            {
                "Introduction": f"Maps are long, as {link('arxiv.org/abs/2601.1')} says.",
                "Our approach": f"We cut them with {link('github.com/maplab/cut')}.",
                "Results": f"Better than {link('arxiv.org/abs/2602.2')}.",
                "Limitations": f"Seas, see {link('seas.example/paper/3')}.",
            }
        ),
    ),
    "essay in a newsletter": (
        "Fieldnotes #50: what the Marrow licence means",
        sections(
            {
                "A licence like no other": f"The text of the licence, {link('marrow.example/text')}, lets rivals out.",
                "Two readings": f"Lawyers differ on the licence {link('lawblog.example/p/1')}.",
                "The rivals": f"They call the licence {link('rival.example/post/2')} unfair.",
                "My view": f"The licence will change, as {link('oldpost.example/3')} did.",
            },
            "<p>Until next week!</p>",
        ),
    ),
    "live report": (
        "AI summit live: leaders arrive",
        sections({f"{n}.05 Guest {n} is here": f"They wave, {link(f'x.com/u{n}/status/{n}')}." for n in range(8)}),
    ),
    "conversation": (
        "A talk with Ines Okar",
        "".join(
            f"<p><strong>Why did you do thing {n}?</strong></p><p>For {link(f'site{n}.example/why/{n}')}.</p>"
            for n in range(6)
        ),
    ),
    "essay in a mail": (
        "The long wait for helium",
        "<p>Dear readers,</p>"
        + sections(
            {
                "A well in Minnesota": f"Drillers of Pulsar found it near Babbitt, {link('gasworld.example/1')} wrote.",
                "Cold magnets": f"Scanners that Pulsar serves need litres, {link('magnets.example/2')} says.",
                "A queue": f"Chip makers recycle it, and in Babbitt they wait, says {link('taipei.example/3')}.",
                "The rig": f"The permit for Pulsar comes in June, says {link('tribune.example/4')}.",
            },
            "<p>See you next week!</p><p>Unsubscribe</p>",
        ),
    ),
    "places to eat": (
        "Where to eat after the fair",
        sections(
            {
                "Bar Celta": f"Octopus on paper plates, loud, cash only. {link('celta.example/menu')}",
                "Casa Lolea": f"Decent tortilla; go early, by nine the street is full. {link('lolea.example/menu')}",
                "Teresa Carles": f"Vegetarian since 1979, famous for artichokes. {link('carles.example/menu')}",
                "Koku Kitchen": f"Ramen under a railway arch near Ciutadella. {link('koku.example/menu')}",
            },
            SIGN_UP,
        ),
    ),
    "report with a list at its end": (
        "Court stops the merger of Alder and Birch",
        "<p>The court stopped it on Monday and said that prices would rise if the two became one.</p>" * 12
        + "<ul>"
        + "".join(f"<li>{link(f'post{n}.example/s/{n}', f'An older story on mills number {n}')}</li>" for n in range(5))
        + "</ul><p>See you next week.</p>",
    ),
}  # fmt: skip


@pytest.mark.parametrize("series", [False, True])
@pytest.mark.parametrize("name", ARTICLES)
def test_ordinary_articles_stay_whole(name: str, *, series: bool) -> None:
    """Headings, lists, bold lines and many links elsewhere do not make an issue of a text on one subject."""
    title, markup = ARTICLES[name]
    assert cut(f"<article>{markup}</article>", title, "https://example.com/2026/11/24/text", series=series) == ()


@pytest.mark.parametrize(
    "markup",
    [
        "",
        "<ul>" + "<li><b>Two words.</b>" * 5_000,
        "".join(f"<p><b>Item number {n}</b> <a href='https://s{n}.example/a'>a</a></p>" for n in range(5_000)),
        "<h2>One two</h2><p><a href='javascript:alert(1)'>x</a><a href='https://[::1'>y</a></p>" * 9,
    ],
    ids=["nothing", "nested", "endless", "broken addresses"],
)
def test_hostile_issue_is_bounded(markup: str) -> None:
    """Whatever a text holds, there are at most 80 items, each of which leads to web pages only."""
    found = cut(markup, "Weekly #1", "https://example.com/1")
    assert len(found) <= 80
    assert all(address.startswith("https://s") for item in found for address in item.links)
