"""HTTP. A handler parses, calls one use case and answers; everything else is the door's business."""
