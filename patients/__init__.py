"""WHO we teach: patients, their consent, and the addresses that must not be mailed. A leaf: imports nothing of ours."""
