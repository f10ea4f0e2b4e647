"""Critical points of the risk, escape from saddles, sharpness.

critical_points  where training can settle, at any depth
escape           whether patterned masks help to leave the places where training sticks
flattest         the flattest solution of (1), and training beside it
flattest_deeper  the flattest solutions of deeper and wider rows
"""
