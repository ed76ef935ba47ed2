"""Letters to people: composing mail from templates, sending it, and handing errands to the queue."""
