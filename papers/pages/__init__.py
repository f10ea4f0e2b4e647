"""What a run looks like: terminal, self-contained HTML page, LaTeX."""
