"""A Word file (.docx) becomes blocks. No part of it is opened that points outside; `reader.read` is the way in."""
