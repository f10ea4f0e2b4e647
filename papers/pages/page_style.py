"""How the page of the ledger looks, and the few lines of script that filter it."""

STYLE = """
:root { --ink: #1a1a1a; --line: #d0d0d0; --soft: #f5f5f3; --link: #0b4f8a; color-scheme: light; }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 66rem; margin: 2rem auto; padding: 0 1rem; }
body { color: var(--ink); background: #fff; overflow-wrap: break-word; }
h1, h2, h3 { line-height: 1.25; } h2 { margin-top: 2.5rem; } h3 { margin: 0 0 .4rem; font-size: 1.1rem; }
a { color: var(--link); } a:focus-visible, input:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .25rem .6rem; vertical-align: top; }
tr { border-bottom: 1px solid var(--line); } .n { text-align: right; } td.n { font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; } .claims td:nth-child(3) { width: 48%; min-width: 16rem; }
code { background: var(--soft); padding: .1rem .3rem; overflow-wrap: anywhere; }
math { font-size: 1.08em; }
math[display="block"] { padding-block: .2em; }
mtd[columnalign="left"] { text-align: left; }
mtd[columnalign="right"] { text-align: right; text-align: -webkit-right; } /* Chromium aligns formulas by the second */
mtable[displaystyle="true"] > mtr > mtd { padding-inline: 0; }
mtable[displaystyle="true"] > mtr > mtd:nth-child(2n+3) { padding-inline-start: 2em; }
.formulas { display: flex; flex-wrap: wrap; gap: .6rem 1.5rem; margin: .4rem 0 .6rem; }
.formulas figure { margin: 0; flex: 1 1 auto; min-width: min(20rem, 100%); max-width: 100%; }
.formulas figure { overflow: auto hidden; padding: .5rem .8rem; }
.formulas figure { background: var(--soft); border-left: 4px solid var(--line); }
.formulas figure.right { border-left-color: #7a4b00; } figcaption { font-weight: 600; font-size: .85em; }
.verdict { font-weight: 600; border: 1px solid; border-radius: .3em; padding: 0 .4em; white-space: nowrap; font-size: .9em; }
.holds { color: #0b6b3a; } .corrected { color: #7a4b00; } .refuted { color: #a3131f; }
.not-reproduced { color: #7b2a8b; } .definition { color: #555; } .undecided, .vacuous, .error { color: #fff; background: #a3131f; }
.here { text-decoration: none; font-weight: 400; } section:target > h3 { outline: 2px solid var(--link); outline-offset: 3px; }
section { border-top: 1px solid var(--line); margin-top: 1.4rem; padding-top: .8rem; }
section, h2 { scroll-margin-top: 8rem; }
dl { margin: 0; display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .15rem 1rem; }
dt { font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; }
.derivation { margin-top: .8rem; } .derivation summary { font-weight: 600; } .derivation li { margin-top: .4rem; }
.filter { position: sticky; top: 0; background: #fff; z-index: 1; padding: .4rem 0; margin: 1rem 0; }
fieldset { border: 1px solid var(--line); border-radius: .4rem; margin: 0; }
fieldset label { margin-right: 1rem; white-space: nowrap; } [hidden] { display: none !important; }
svg { max-width: 100%; height: auto; margin-top: .6rem; } footer { margin-top: 3rem; font-size: .85rem; }
@media (max-width: 40rem) {
  dl { display: block; } dt { break-after: avoid; } dd { margin-bottom: .4rem; } .filter { position: static; }
  .plot svg { max-width: none; } }
@page { margin: 16mm 14mm; }
@media print {
  body { max-width: none; margin: 0; padding: 0; font-size: 9pt; } .filter, .here { display: none; }
  a { color: inherit; text-decoration: none; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  h1, h2, h3, summary, thead { break-after: avoid; } tr, li, figure, svg { break-inside: avoid; }
  section > p { break-before: avoid; }
  main > h2 ~ h2 { break-before: page; } section:target > h3 { outline: none; } table { font-size: 8pt; }
  .claims td:nth-child(3) { width: 64%; min-width: 0; } .claims .n { display: none; }
  .wide, .formulas figure { overflow: visible; } .formulas figure { min-width: 0; max-width: none; }
  math { font-size: 1em; } svg { max-height: 8cm; } section { margin-top: .8rem; padding-top: .5rem; }
}
"""

SCRIPT = """
const boxes = [...document.querySelectorAll("fieldset input")];
function show() {
  const on = new Set(boxes.filter(b => b.checked).map(b => b.value));
  document.querySelectorAll("[data-verdict]").forEach(e => { e.hidden = !on.has(e.dataset.verdict); });
  const claims = [...document.querySelectorAll("section")];
  document.querySelector("output").textContent = `${claims.filter(c => !c.hidden).length} of ${claims.length} entries`;
}
function reveal() {
  const claim = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const box = claim && claim.hidden && boxes.find(b => b.value === claim.dataset.verdict);
  if (box) { box.checked = true; show(); claim.scrollIntoView(); }
}
boxes.forEach(box => box.addEventListener("change", show));
addEventListener("hashchange", reveal);
show(); reveal();
"""
