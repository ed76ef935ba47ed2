"""What events start: deliveries, the tick, the queue. Each handler is called by a one-liner in `app.py`."""
