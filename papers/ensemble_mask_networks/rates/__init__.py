"""How fast it learns and when it fails: Table 1 and Figure 3 in theory."""
