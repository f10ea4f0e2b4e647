"""The commands beside verify: gates, sweep, new-paper."""
