"""Figure 5 and interactions of higher order; the litmus test."""
