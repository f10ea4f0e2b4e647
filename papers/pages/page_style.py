"""How the page of the ledger looks, and the few lines of script that filter it."""

STYLE = """
:root { --ink: #1a1a1a; --line: #d0d0d0; --soft: #f5f5f3; }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 66rem; margin: 2rem auto; padding: 0 1rem; color: var(--ink); }
h1, h2, h3 { line-height: 1.2; } h2 { margin-top: 2.5rem; } h3 { margin: 0 0 .4rem; }
a { color: #0b4f8a; } a:focus-visible, input:focus-visible { outline: 3px solid #0b4f8a; outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .25rem .6rem; vertical-align: top; }
tr { border-bottom: 1px solid var(--line); } td.n { text-align: right; font-variant-numeric: tabular-nums; }
code { background: var(--soft); padding: .1rem .3rem; overflow-wrap: anywhere; }
math { font-size: 1.08em; } .formulas { display: flex; flex-wrap: wrap; gap: .6rem 1.5rem; margin: .4rem 0 .6rem; }
.formulas figure { margin: 0; flex: 1 1 20rem; min-width: 0; overflow-x: auto; padding: .5rem .8rem; }
.formulas figure { background: var(--soft); border-left: 4px solid var(--line); }
.formulas figure.right { border-left-color: #7a4b00; } figcaption { font-weight: 600; font-size: .85rem; }
.verdict { font-weight: 600; border: 1px solid; border-radius: .3rem; padding: 0 .4rem; white-space: nowrap; font-size: .9rem; }
.holds { color: #0b6b3a; } .corrected { color: #7a4b00; } .refuted { color: #a3131f; }
.not-reproduced { color: #7b2a8b; } .definition { color: #555; } .undecided, .vacuous, .error { color: #fff; background: #a3131f; }
section { border-top: 1px solid var(--line); margin-top: 1.4rem; padding-top: .8rem; }
dl { margin: 0; } dt { font-weight: 600; font-size: .9rem; } dd { margin: 0 0 .4rem 1.2rem; }
fieldset { border: 1px solid var(--line); border-radius: .4rem; position: sticky; top: 0; background: #fff; z-index: 1; }
fieldset label { margin-right: 1rem; white-space: nowrap; } [hidden] { display: none !important; }
svg { max-width: 100%; height: auto; }
@media print { fieldset { display: none; } section { break-inside: avoid; } body { max-width: none; margin: 0; } }
"""

SCRIPT = """
document.querySelectorAll("fieldset input").forEach(box => box.addEventListener("change", () => {
  const on = new Set([...document.querySelectorAll("fieldset input:checked")].map(b => b.value));
  document.querySelectorAll("[data-verdict]").forEach(e => { e.hidden = !on.has(e.dataset.verdict); });
}));
"""
