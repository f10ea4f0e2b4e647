"""The page of the ledger in a real browser: silent, self-contained, usable by keyboard, legible on screen and paper."""

import re
from dataclasses import replace
from itertools import cycle, pairwise
from pathlib import Path
from typing import Any

import matplotlib.image
import numpy as np
import pytest

import papers
from papers.ledger.paper_report import PaperReport
from papers.ledger.registry import BUILT_IN, load_paper
from papers.ledger.report import Report
from papers.ledger.result import Result
from papers.ledger.verdict import Evidence, Verdict
from papers.pages.mathml import formula
from papers.pages.page_style import STYLE
from papers.plot_style import COLOURS

pytestmark = pytest.mark.full

NOISE = ("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded", "Security.securityStateChanged")
MADE: dict[str, Any] = {}  # the report and its page, which all tests here look at
SHOWN = "e => e.getClientRects().length > 0"
# Every element with words of its own, its colour and what is behind it; ratio as in WCAG 2.2, section 1.4.3.
CONTRAST = """
(() => {
  const parse = c => c.match(/[\\d.]+/g).map(Number);
  const luminance = c => { const [r, g, b] = c.map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const behind = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] === 1) return c.slice(0, 3); if (c[3] !== 0) return null; } return [255, 255, 255]; };
  const out = [];
  for (const e of document.body.querySelectorAll("*")) {
    if (e.closest("svg, script") || !(SHOWN)(e)) continue;
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    const back = behind(e), ink = parse(getComputedStyle(e).color);
    const [a, b] = back ? [luminance(ink.slice(0, 3)), luminance(back)] : [0, 0];
    out.push([(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), e.tagName + "." + e.className]);
  }
  return out;
})()
""".replace("SHOWN", SHOWN)


def unrun(claim: Any, verdict: Verdict) -> Result:
    """The claim as if a run had found this."""
    corrected = claim.corrected.latex if claim.corrected and verdict is Verdict.CORRECTED else None
    return Result(
        id=claim.id,
        locator=claim.locator,
        statement=claim.statement,
        verdict=verdict,
        evidence=Evidence.PROVED,
        printed=claim.printed.latex,
        corrected=corrected,
        deviation=0.5,
        error_bar=0.25,
        level="one standard error",
        effective=3,
        seconds=0.1,
        error="ArithmeticError: no" if verdict is Verdict.ERROR else None,
        counterexample="n = 1",
        detail="so it is",
        assumptions=claim.assumptions,
        oracle=claim.oracle,
        refuted_variants=dict.fromkeys(claim.wrong, "n = 1"),
        data={},
    )


@pytest.fixture(scope="module")
def every_verdict() -> tuple[PaperReport, ...]:
    """All claims of the papers, with all verdicts in turn; each correction is shown."""
    found = []
    for slug in BUILT_IN:
        paper, verdicts = load_paper(slug)[0], cycle(Verdict)
        results = tuple(unrun(c, Verdict.CORRECTED if c.corrected else next(verdicts)) for c in paper.claims)
        found.append(PaperReport(slug, paper.title, paper.citation, results, {}, slug))
    return tuple(found)


@pytest.fixture
def page(showcase: Path, every_verdict: tuple[PaperReport, ...], tmp_path: Path, browser: Any) -> Report:
    """The report open in the browser; its first paper has a plot and every verdict."""
    if not MADE:
        report = papers.verify(showcase, workers=1)
        MADE["report"] = replace(report, papers=(*report.papers, *every_verdict))
        MADE["page"] = MADE["report"].to_html()
    (tmp_path / "index.html").write_text(MADE["page"], encoding="utf-8")
    browser.send("Emulation.setEmulatedMedia", media="screen")
    browser.send("Emulation.setDeviceMetricsOverride", width=1100, height=900, deviceScaleFactor=1, mobile=False)
    browser.open((tmp_path / "index.html").as_uri())
    found: Report = MADE["report"]
    return found


def test_it_says_nothing_and_asks_nobody(page: Report, browser: Any, tmp_path: Path) -> None:
    assert [e for e in browser.events if e["method"] in NOISE] == []
    asked = [e["params"]["request"]["url"] for e in browser.events if e["method"] == "Network.requestWillBeSent"]
    assert asked == [(tmp_path / "index.html").as_uri()]


def test_the_browser_would_have_told(browser: Any, tmp_path: Path) -> None:
    """The test above sees an error, a warning and a request where there is one."""
    bad = tmp_path / "bad.html"
    bad.write_text("<script>console.warn(1); nothing()</script><img src='missing.png'>", encoding="utf-8")
    browser.open(bad.as_uri())
    methods = {e["method"] for e in browser.events}
    assert {"Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded"} <= methods
    assert len([m for m in browser.events if m["method"] == "Network.requestWillBeSent"]) == 2


def visible(browser: Any) -> dict[str, bool]:
    found: dict[str, bool] = browser.value(
        f"Object.fromEntries([...document.querySelectorAll('section')].map(e => [e.id, ({SHOWN})(e)]))"
    )
    return found


def test_the_keyboard_filters(page: Report, browser: Any) -> None:
    everything = {f"{p.slug}-{r.id}": r.verdict for p in page.papers for r in p.claims}
    verdicts = [v for v in Verdict if v in everything.values()]
    assert list(visible(browser)) == list(everything)
    assert all(visible(browser).values())
    for _ in range(50):
        browser.press("Tab")
        if browser.value("document.activeElement.type") == "checkbox":
            break
    hidden: set[str] = set()
    for verdict in verdicts:
        assert browser.value("document.activeElement.value") == verdict.replace(" ", "-")
        assert browser.value("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        browser.press(" ")
        hidden.add(verdict)
        assert visible(browser) == {id: v not in hidden for id, v in everything.items()}
        left = sum(v not in hidden for v in everything.values())
        assert browser.value("document.querySelector('output').textContent") == f"{left} of {len(everything)} entries"
        browser.press("Tab")
    rows = "[...document.querySelectorAll('tr[data-verdict]')]"
    assert browser.value(f"{rows}.length") == len(everything)
    assert browser.value(f"{rows}.filter({SHOWN}).length") == 0


def test_a_link_to_a_hidden_claim_shows_it(page: Report, browser: Any) -> None:
    browser.value("document.querySelector('input[value=corrected]').click()")
    assert visible(browser)["showcase-corrected"] is False
    browser.value("location.hash = '#showcase-corrected'; new Promise(done => setTimeout(done, 100))")
    assert visible(browser)["showcase-corrected"] is True
    box = "document.getElementById('showcase-corrected').getBoundingClientRect()"
    filter_ends = browser.value("document.querySelector('.filter').getBoundingClientRect().bottom")
    assert filter_ends <= browser.value(f"{box}.top") <= 900  # not under the filter that stays on top


def test_every_claim_has_a_link_that_goes_there(page: Report, browser: Any) -> None:
    links = browser.value("[...document.querySelectorAll('section h3 a')].map(a => [a.hash, a.ariaLabel])")
    assert [link for link, _ in links] == [f"#{p.slug}-{r.id}" for p in page.papers for r in p.claims]
    assert all(label for _, label in links)
    missing = "[...document.querySelectorAll('a')].filter(a => !document.getElementById(a.hash.slice(1))).length"
    assert browser.value(missing) == 0


def test_every_formula_is_seen(page: Report, browser: Any) -> None:
    formulas = [s for p in page.papers[1:] for r in p.claims for s in (r.printed, r.corrected) if s]
    boxes = browser.value(
        "[...document.querySelectorAll('math')].map(m => { const b = m.getBoundingClientRect(), f = m.parentElement;"
        " const s = [...m.querySelectorAll('mi, mn, mo, mtext')].filter(t => t.textContent.trim());"
        " return [m.ariaLabel, b.width, b.height, s.filter(t => t.getBoundingClientRect().width > 0).length, s.length,"
        " getComputedStyle(f).overflowY === 'visible' ? 0 : f.scrollHeight - f.clientHeight]; })"
    )
    assert set(formulas) <= {label for label, *_ in boxes}
    for label, width, height, seen, symbols, cut in boxes:
        assert width > 5, label
        assert height > 5, label
        assert symbols > 0, label
        assert seen >= 0.5 * symbols, label  # invisible operators have no width of their own
        assert cut <= 1, label  # the browser rounds to whole pixels


def drawn(browser: Any, folder: Path, latex: str) -> list[list[float]]:
    """The left and the right end, and the height, of each sign of a formula that stands alone in a page of this style."""
    shown = f"<!DOCTYPE html><meta charset='utf-8'><style>{STYLE}</style><figure>{formula(latex)}</figure>"
    (folder / "formula.html").write_text(shown, encoding="utf-8")
    browser.send("Emulation.setEmulatedMedia", media="screen")
    browser.open((folder / "formula.html").as_uri())
    found: list[list[float]] = browser.value(
        "[...document.querySelectorAll('math *')].filter(e => !e.children.length && e.textContent)"
        ".map(e => { const b = e.getBoundingClientRect(); return [b.left, b.right, b.height]; })"
    )
    return found


def test_lines_are_aligned_at_their_signs(browser: Any, tmp_path: Path) -> None:
    u, first, a, _, _, v, second, b = drawn(browser, tmp_path, r"\begin{aligned} u &= a + c \\ V &= b \end{aligned}")
    assert u[0] > v[0]  # V is wider
    assert [abs(u[1] - v[1]), abs(first[0] - second[0]), abs(a[0] - b[0])] == pytest.approx([0, 0, 0], abs=0.5)
    assert [line[0] - letter[1] for line, letter in ((first, u), (second, v))] == pytest.approx(
        [5, 5], abs=1
    )  # that of a relation
    two = drawn(browser, tmp_path, r"\begin{aligned} u &= a & v &= b \end{aligned}")
    assert two[3][0] - two[2][1] > 16  # the next equation stands apart


def test_both_bars_of_a_norm_are_as_high(browser: Any, tmp_path: Path) -> None:
    left, _, right, *_ = drawn(browser, tmp_path, r"\lVert w \rVert_2^2 + \frac{\frac{a}{b}}{c}")
    assert left[2] == pytest.approx(right[2], abs=0.5)


def test_what_follows_an_arrow_stands_beside_its_label(browser: Any, tmp_path: Path) -> None:
    before, _, n, _, infinity, after = drawn(browser, tmp_path, r"a \xrightarrow{n \to \infty} b")
    assert before[1] < n[0] < infinity[1] < after[0]


def test_what_belongs_to_an_operator_stands_below_it(browser: Any, tmp_path: Path) -> None:
    name, below, after = drawn(browser, tmp_path, r"\operatorname*{arg\,min}_v f")
    assert name[0] < below[0] < below[1] < name[1] <= after[0]


def test_printed_and_corrected_stand_side_by_side(page: Report, browser: Any) -> None:
    left, right = browser.value(
        "[...document.querySelectorAll('#gated_deep_linear_networks-eq-10-limit figure')].map(f => "
        "{ const b = f.getBoundingClientRect(); return [b.top, b.left, b.right]; })"
    )
    assert left[0] == right[0]
    assert left[2] <= right[1]


@pytest.mark.parametrize("media", ["screen", "print"])
def test_contrast(page: Report, browser: Any, media: str) -> None:
    browser.send("Emulation.setEmulatedMedia", media=media)
    found = browser.value(CONTRAST)
    assert len(found) > 1000
    assert [what for ratio, what in found if ratio < 4.5] == []
    browser.value("document.querySelector('section p').style.color = '#808080'")  # 3.95 on white
    assert [what for ratio, what in browser.value(CONTRAST) if ratio < 4.5] == ["P."]


def test_headings_leave_no_gap(page: Report, browser: Any) -> None:
    levels = browser.value("[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(h => Number(h.tagName[1]))")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert levels.count(2) == len(page.papers)
    assert levels.count(3) == sum(len(p.claims) for p in page.papers)
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []


def test_names_for_those_who_listen(page: Report, browser: Any) -> None:
    assert browser.value("document.documentElement.lang") == "en"
    assert browser.value("[...document.querySelectorAll('input')].filter(i => !i.labels.length).length") == 0
    assert browser.value("[...document.querySelectorAll('svg, math')].filter(e => !e.ariaLabel).length") == 0
    assert browser.value("[...document.querySelectorAll('th')].filter(t => !t.scope).length") == 0
    ids = browser.value("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("width", [360, 800, 1100])
def test_it_fits_a_screen(page: Report, browser: Any, width: int) -> None:
    browser.send("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=False)
    assert browser.value("document.documentElement.scrollWidth") <= width


def test_the_plot_is_drawn(page: Report, browser: Any, tmp_path: Path) -> None:
    box = browser.value(
        "(() => { const s = document.querySelector('#showcase-measured svg'); s.scrollIntoView({block: 'center'});"
        " const b = s.getBoundingClientRect(); return [b.x, b.y, b.width, b.height]; })()"
    )
    browser.screenshot(tmp_path / "seen.png")
    pixels = matplotlib.image.imread(tmp_path / "seen.png")[..., :3] * 255
    x, y, width, height = (int(v) for v in box)
    assert min(width, height) > 100
    first = np.array([int(COLOURS[0][i : i + 2], 16) for i in (1, 3, 5)])
    assert np.any(np.all(np.abs(pixels[y : y + height, x : x + width] - first) < 1, axis=-1))


def test_on_paper(page: Report, browser: Any) -> None:
    browser.send("Emulation.setEmulatedMedia", media="print")
    assert browser.value(f"({SHOWN})(document.querySelector('fieldset'))") is False
    assert all(visible(browser).values())
    wide = "[...document.querySelectorAll('.formulas figure')].filter(f => getComputedStyle(f).overflowX !== 'visible')"
    assert browser.value(f"{wide}.length") == 0  # paper does not scroll
    assert browser.pdf().startswith(b"%PDF-")


def pages(browser: Any, folder: Path, body: str) -> int:
    """How many sheets of A4 it takes to print this."""
    (folder / "sheets.html").write_text(
        f"<!DOCTYPE html><style>{STYLE} @page {{ size: A4; }}</style>{body}", encoding="utf-8"
    )
    browser.send("Emulation.setEmulatedMedia", media="print")
    browser.open((folder / "sheets.html").as_uri())
    return len(re.findall(rb"/Type /Page\b", browser.pdf()))


def test_a_step_is_not_parted_from_its_formula_on_paper(browser: Any, tmp_path: Path) -> None:
    step = "words" + "<div style='height: 20mm'></div>" * 7
    steps = f"<details open class='derivation'><ol>{f'<li>{step}</li>' * 3}</ol></details>"
    assert pages(browser, tmp_path, steps) == 3
    assert pages(browser, tmp_path, steps.replace("<li>", "<p>").replace("</li>", "</p>")) == 2


def test_what_is_told_of_a_claim_fills_the_page_on_paper(browser: Any, tmp_path: Path) -> None:
    figure = "<figure style='height: {}mm; margin: 0'></figure>"
    told = "<dl>" + "<dt>name</dt><dd style='height: 17mm'>value</dd>" * 3 + "</dl>"
    plots = figure.format(100) + figure.format(155)
    assert pages(browser, tmp_path, figure.format(150) + told + plots) == 2
    assert pages(browser, tmp_path, figure.format(150) + figure.format(155) + plots) == 3
    long = "<dl><dt>refuted variants</dt><dd><ul>" + "<li style='height: 17mm'>name</li>" * 9 + "</ul></dd></dl>"
    assert pages(browser, tmp_path, figure.format(150) + long + figure.format(180)) == 2


def test_what_a_filter_hides_is_not_printed(page: Report, browser: Any) -> None:
    everything = len(browser.pdf())
    browser.value("document.querySelectorAll('input').forEach(i => i.value === 'refuted' || i.click())")
    assert len(browser.pdf()) < everything / 2
