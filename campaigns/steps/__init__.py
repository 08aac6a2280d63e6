"""The steps of a series and a patient's place among them: what is behind, what comes next, what is left out and why."""
