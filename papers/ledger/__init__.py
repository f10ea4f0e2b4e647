"""Claims, verdicts and the run that computes them, compared with what a person has accepted.

claim         one statement of a paper beside the check that can refute it
context       what a claim's test may use besides the statement
verdict       what a check can find, and the verdict that follows
three_valued  findings that are True, False or undecided, taken together
run_claim     one claim, its correction and its planted variants tested
result        a claim after its run: verdict, evidence and deviation in words
run           claims on every core, and `verify`
report        what a run found, of all papers
paper_report  what a run found of one paper
expected      the verdicts a person has accepted
files         writing a file whole or not at all, and trying a folder first
registry      finding papers
left_out      claims that a paper's files define and its PAPER does not have
sweeps        the sweeps that claims read with `--full`
derived       the outcome where a derivation is not proved
intervals     standard errors, intervals and slopes of what is simulated
words         numbers, counts and formulas in the words of a claim
misspelt      an exception in words, with the keyword that was meant
place         where in a paper's folder an exception was raised
sources       where the code of a claim stands
uses          what a claim's test uses, for citations and derivations
provenance    what a verdict was computed with
usage_error   bad input of the person at the keyboard
"""
