"""Section 5: gates that vary in time, common bases, symmetry.

evolving_gates  whether the flow is still solved where gates vary during training, phase by phase
moments_vary    which moments vary when the gates do
common_basis    when one basis diagonalizes the moments at all times: Toeplitz moments, and circulant ones
fourier_basis   whether one discrete Fourier transform diagonalizes the moments at all times
ring_symmetry   all shifts of a gate: circulant moments, in blocks after one Fourier transform
turning_gates   the gates that turn, over laws even and not
"""
