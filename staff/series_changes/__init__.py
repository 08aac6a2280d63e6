"""Changing a series: its order and days, its rules, for whom each lesson is, its life, and the calendar that shows what follows."""
