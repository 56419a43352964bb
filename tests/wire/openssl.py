"""OpenSSL's own judgement of a signature, as a program that knows nothing of us."""

import subprocess
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding


def accepts(folder: Path, data: bytes, der: bytes, root: x509.Certificate, *options: str) -> bool:
    """Whether ``openssl cms -verify`` accepts a detached signature, with no option of ours."""
    for name, content in (
        ("content", data),
        ("signature", der),
        ("ca.pem", root.public_bytes(Encoding.PEM)),
    ):
        (folder / name).write_bytes(content)
    command = ["openssl", "cms", "-verify", "-inform", "DER", "-in", "signature"]
    command += ["-content", "content", "-binary", "-CAfile", "ca.pem", "-out", "out", *options]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=30)
    return done.returncode == 0 and (folder / "out").read_bytes() == data


def sign(folder: Path, data: bytes, certificate: bytes, key: bytes, *options: str) -> bytes:
    """A detached signature made by ``openssl cms -sign``; certificate and key in PEM."""
    for name, content in (("data", data), ("cert.pem", certificate), ("key.pem", key)):
        (folder / name).write_bytes(content)
    command = ["openssl", "cms", "-sign", "-in", "data", "-signer", "cert.pem"]
    command += ["-inkey", "key.pem", "-binary", "-outform", "DER", *options]
    return subprocess.run(command, cwd=folder, capture_output=True, check=True, timeout=30).stdout
