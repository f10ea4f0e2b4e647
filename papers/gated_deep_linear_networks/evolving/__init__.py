"""Section 5: gates that vary in time, common bases, symmetry.

evolving_gates  gates that vary during training
moments_vary    which moments vary when the gates do
common_basis    when one basis diagonalizes the moments at all times
ring_symmetry   Toeplitz and circulant moments, and one Fourier transform
turning_gates   the gates that turn, over laws even and not
"""
