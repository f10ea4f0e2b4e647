r"""Reading a LaTeX source, for `new-paper --from`: from its files to a claim for each numbered equation.

files           a LaTeX source with the files that it inputs
source          a LaTeX source without what is not printed
conditionals    the conditionals of a LaTeX source, and what \iffalse and \iftrue print
definitions     the commands and environments that a LaTeX source defines
macros          a source's own commands, expanded as TeX does it
counter         the counter of equations, within the headings that it belongs to
numbering       what numbers equations, under a source's own names too
spelled_out     \be to \begin{equation}: a source's own names written out, environments with their arguments
equations       the numbered equations of a LaTeX source
without_markup  the words of a LaTeX source without markup
remarks         what of a LaTeX source was not read, in one line each
claims          a paper's files from a LaTeX source: its title, a claim for each equation
"""
