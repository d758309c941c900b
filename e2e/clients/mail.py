"""A mail server that nobody here wrote, PyPI's aiosmtpd, takes the messages of `sigap config send`: plain, with STARTTLS and over TLS.

Runs the program SIGAP_BIN. Every message is read by Python's own mail parser. What must not happen is tried as well: a wrong
password, a certificate nobody vouches for, and a server that offers no TLS where the settings want it.
"""

import email
import email.policy
import logging
import os
import pathlib
import socket
import ssl
import subprocess
import sys
import tempfile
import warnings

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

BIN = os.environ["SIGAP_BIN"]
# Rekaan.
USER, PASSWORD = "sigap-rekaan", "sandi surat rekaan"
TO, FROM = "kamar@rs.example", "Sigap Samudra <sigap@dinas.example>"
TIMEOUT_S = 30


class Kept:
    """Keeps what the server takes."""

    def __init__(self):
        self.taken = []

    async def handle_DATA(self, server, session, envelope):
        self.taken.append((session.ssl is not None, envelope.rcpt_tos, envelope.content))
        return "250 taken"


def authenticator(server, session, envelope, mechanism, data):
    known = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=known, handled=known)


def serving(**how):
    kept = Kept()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(kept, hostname="127.0.0.1", port=port, **how)
    controller.start()
    return controller, kept


def send(folder, port, security, password=PASSWORD, trusting=True):
    """Runs the command; gives its exit code and what it said."""
    secret = folder / "sandi"
    secret.write_text(password)
    log_in = "" if security == "none" else f'user = "{USER}"\npassword_file = "{secret}"\n'
    settings = folder / "sigap.toml"
    settings.write_text(
        '[server]\npublic_url = "https://sigap.example"\n[reminders.mail]\n'
        f'server = "localhost:{port}"\nsecurity = "{security}"\nfrom = "{FROM}"\n{log_in}'
    )
    trust = {"SSL_CERT_FILE": str(folder / "tls" / "ca.pem")} if trusting else {}
    ran = subprocess.run(
        [BIN, "config", "send", "--mail", TO, "--config", str(settings)],
        env=os.environ | trust,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
    )
    return ran.returncode, ran.stdout + ran.stderr


def expect(found, expected):
    if found != expected:
        raise AssertionError(f"expected {expected!r}, found {found!r}")


def one_message(kept, is_encrypted):
    [(encrypted, to, content)] = kept.taken
    # Inside TLS from the first byte the server does not know of it.
    expect((encrypted or is_encrypted == "outside", to), (bool(is_encrypted), [TO]))
    message = email.message_from_bytes(content, policy=email.policy.default)
    expect((message["to"], message["from"]), (TO, FROM))
    if "pesan percobaan" not in message["subject"] or not message["message-id"] or not message["date"]:
        raise AssertionError(f"headers: {message.items()}")
    if "Tidak perlu dibalas" not in message.get_content():
        raise AssertionError(message.get_content())


def context(folder):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(folder / "tls" / "server.pem", folder / "tls" / "server.key")
    return made


def taken_and_refused(folder, security, is_encrypted, **how):
    """Taken with the right password, refused with a wrong one and by a server nobody vouches for."""
    controller, kept = serving(**how)
    try:
        expect(send(folder, controller.port, security), (0, "The message was taken.\n"))
        one_message(kept, is_encrypted)
        if not is_encrypted:
            return
        code, said = send(folder, controller.port, security, password="sandi lain")
        if code == 0 or "535" not in said or PASSWORD in said:
            raise AssertionError(f"a wrong password: {code} {said}")
        code, said = send(folder, controller.port, security, trusting=False)
        if code == 0 or "certificate" not in said.lower():
            raise AssertionError(f"nobody vouches for the server: {code} {said}")
        expect(len(kept.taken), 1)
    finally:
        controller.stop()


def plain(folder):
    taken_and_refused(folder, "none", False)


def starttls(folder):
    taken_and_refused(
        folder, "starttls", True, tls_context=context(folder), require_starttls=True, auth_required=True, authenticator=authenticator
    )


def tls(folder):
    how = {"auth_required": True, "auth_require_tls": False, "authenticator": authenticator}
    taken_and_refused(folder, "tls", "outside", ssl_context=context(folder), **how)


def never_in_clear(folder):
    """A server that offers no TLS gets nothing at all, least of all the password."""
    controller, kept = serving(auth_require_tls=False, authenticator=authenticator)
    try:
        for security in ("starttls", "tls"):
            code, _ = send(folder, controller.port, security)
            expect((code == 0, kept.taken), (False, []))
    finally:
        controller.stop()


def main():
    # What the server says of clients that leave in the middle is what is tried here.
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        subprocess.run([BIN, "tls", "local-ca", "--out", folder / "tls", "--host", "localhost"], check=True, capture_output=True)
        scenes = (plain, starttls, tls, never_in_clear)
        for scene in scenes:
            try:
                scene(folder)
                print(f"ok      {scene.__name__}")
            except Exception as error:
                failed += 1
                print(f"FAILED  {scene.__name__}: {error}")
    print(f"mail: {len(scenes) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
