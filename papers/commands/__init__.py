"""The commands of `gatelemma`: each has a file whose `add_to` puts it into the parser, beside the files it needs.

verify           `verify`: the ledger of papers
claim_list       `verify --list`: the claims by name
gates            `gates`: the best gates for data
gate_data        the data of `gates`: a file, and the laws of the note by name
gate_csv         a table of numbers in a CSV file
gate_output      what `gates` tells, as lines and as JSON
gate_plot        the gates as a picture
gate_scatter     the samples of `gates`, in two of their inputs
sweep            `sweep run|status|export|show`
sweep_arguments  the spec, store and executor that `sweep` is given
sweep_progress   a sweep in a terminal
cite             `cite`: BibTeX for a claim
new_paper        `new-paper`: a small paper folder that runs, from `template` or a LaTeX source
template         the files of a new paper, with places for its names
placeholders     the title and citation of a new paper, and a remark while they are not the paper's own
unreadable       a remark on formulas that pages show as text
tex              a LaTeX source read: its files, its own commands, its numbered equations, a claim for each
completion       `completion`: a script for the shell
parser           the parser: errors in one line, help with examples
"""
