"""What a run looks like: terminal, self-contained HTML page, LaTeX in the reader's notation.

terminal     a table and progress for a person, plain lines for a log
html         one page with statements, verdicts, evidence, plots
page_style   how that page looks, and the script that filters it
prose        the words of a claim on it
mathml       the formulas on it
latex        the table of verdicts and the derivations, for one's own paper
latex_cells  a formula in a narrow cell
notation     the reader's symbols for ours
heatmap      a two-way slice of a sweep, drawn
"""
