"""What we tell the clinic's other systems of their patients' lessons: signed webhooks, from rows written with the fact itself."""
