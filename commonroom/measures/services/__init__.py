"""What writes to the overview: loading, withdrawing, and the benchmarks that follow from them."""
