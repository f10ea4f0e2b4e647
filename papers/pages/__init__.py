"""What a run looks like: terminal, self-contained HTML page, LaTeX in the reader's notation."""
