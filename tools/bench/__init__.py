"""How quick the application is, as ratios measured side by side in one run: `python -m tools.bench`."""
