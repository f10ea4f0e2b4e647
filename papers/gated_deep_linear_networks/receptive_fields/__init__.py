"""Section 2: gates that follow their weights, when they flip, and the fields that frozen or refreshed gates predict."""
