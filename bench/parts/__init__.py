"""What the benchmarks share: processes, a Graph endpoint, load, webhooks, the product."""
