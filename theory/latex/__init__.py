"""LaTeX of derivations and of the words around formulas.

formulas_in_words  plain words: special characters escaped, what is surely a formula drawn as one
symbols            what among words is a symbol
symbol_latex       the LaTeX of a symbol
brackets           brackets that open in a formula and close in the words after it
formula            a formula as a tree
widths             how wide a formula is drawn
opening            a long formula in pieces: terms, factors, what is in brackets, opened fractions
folding            a long formula in lines that fit a column
derivations        the steps of a derivation as lines of an `align`
"""
