"""That this worker is to end: asked between two batches."""

from threading import Event

ENDING = Event()
