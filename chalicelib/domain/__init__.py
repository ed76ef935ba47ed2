"""Facts and rules. Nothing here knows of AWS, HTTP or templates, reads a clock or throws dice."""
