"""Figures of results that use dependence: networks, clusters, posteriors."""
