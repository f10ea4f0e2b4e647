"""Figure 3: how the error grows with the active entries of the test mask, and from what.

beside_table_1  the error at half of the entries beside Table 1
cause           which deviations of the weights make which growth
floor_runs      networks at the rounding floor, and the floor that is predicted
trained_growth  the growth in trained networks, above rounding and at its floor
growth_floor    how rounding makes the error grow, by n
"""
