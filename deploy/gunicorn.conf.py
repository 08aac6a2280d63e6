"""The web server, the same in a container and under systemd: `python -m gunicorn --config deploy/gunicorn.conf.py config.wsgi:application`."""

import os

bind = os.environ.get("AFTERVISIT_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("AFTERVISIT_WEB_PROCESSES", "2"))
worker_class = "gthread"
threads = 8
timeout = 90  # seconds without a sign of life before a process is ended; an upload is read within them
graceful_timeout = 30  # seconds for requests under way when it is told to end; compose and systemd wait longer
keepalive = 5
max_requests = 20_000  # then a process makes room for a fresh one, not all at once
max_requests_jitter = 2_000
worker_tmp_dir = "/dev/shm"  # noqa: S108 - a heartbeat file on a slow disk would look like a hanging process
control_socket_disable = True
# Who is asking is decided in one place: config/trusted_proxies.py, from TRUSTED_PROXIES.
forwarded_allow_ips = ""
# Addresses of patients' pages are keys to them: no access log, and nothing that quotes a request line.
accesslog = None
loglevel = "error"
logger_class = "config.web_log.WebLog"
limit_request_line = 4094
limit_request_fields = 60
