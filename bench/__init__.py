"""The benchmarks: one seeded cadastre, the same questions to the product and to its peers, in one run."""
