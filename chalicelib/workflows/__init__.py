"""Use cases, a function each: load, decide, save with what follows from it, in one transaction."""
