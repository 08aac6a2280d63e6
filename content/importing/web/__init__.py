"""A saved web page becomes blocks. Nothing is ever fetched; `reader.read` is the way in."""
