"""Opens and clicks on the desk: the switch with its reasons, and the words of the reports."""
