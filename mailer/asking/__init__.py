"""What a provider says of itself when it is asked: is it there, does it know us, and may we send. No email leaves."""
