"""LaTeX of derivations and of the words around formulas.

words         plain words: special characters escaped, what is surely a formula drawn as one
symbols       what among words is a symbol
symbol_latex  the LaTeX of a symbol
brackets      those that a formula shares with its words
derivations   the steps of a derivation as lines of an `align`
"""
