"""What a run looks like: terminal, self-contained HTML page, LaTeX in the reader's notation.

terminal     a table and progress for a person, plain lines for a log
html         one page with summary, filter, a table and a card a claim
claim_card   one claim on that page
steps        the derivations of one claim on a page of its own
page_style   how the HTML page looks, and the script that filters it
alphabets    letters of mathematical alphabets as characters
prose        the words of a claim on the HTML page
mathml       formulas on the HTML page
log_line     one line on a console as it is
latex        the table of verdicts and the derivations, for one's own paper
latex_cells  a formula in a narrow cell
notation     the reader's symbols for ours
heatmap      a two-way slice of a sweep, drawn
"""
