"""How plainly a text is written: figures, remarks with their places, and a checklist. Pure functions; no network, no database.

    measure(what_the_patient_reads(lesson), "en").grade
    remarks_on(markdown, "en")
    checklist(lesson, "en")

A figure only shows where to look. That a text is understood is known by asking its readers.
"""
