"""The commands of `gatelemma`: each has a file whose `add_to` puts it into the parser, beside the files it needs.

verify_cli       `verify`: the ledger of papers
claim_list       `verify --list`: the claims by name
gates_cli        `gates`: the best gates for data
gate_data        the data: a file, and the laws of the note by name
gate_csv         a table of numbers in a CSV file
gate_output      what it tells, as lines and as JSON
gate_plot        the gates as a picture
gate_scatter     its samples, in two of their inputs
sweep_cli        `sweep run|status|export|show`
sweep_arguments  the spec, store and executor that it is given
sweep_progress   a sweep in a terminal
cite             `cite`: BibTeX for a claim
new_paper        `new-paper`: a small paper folder that runs, from `template` or a LaTeX source
placeholders     its title and citation, and a remark while they are not the paper's own
tex_equations    the numbered equations of such a source
tex_files        the source with the files that it inputs
tex_definitions  the commands that it defines
tex_macros       those, expanded
tex_numbering    what numbers equations, under names of the source's own too
tex_remarks      what of it was not read
tex_source       the source without what is not printed
tex_words        its words without markup
completion       `completion`: a script for the shell
parser           the parser: errors in one line, help with examples
"""
