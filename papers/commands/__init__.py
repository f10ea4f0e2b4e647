"""The commands beside verify: gates, sweep, cite, new-paper, completion."""
