"""contract_servers.py slapd|389ds|samba start|start-without-schema|stop FOLDER [CERTIFICATE]

The servers of the contract tests. For slapd it makes its own CA and three server certificates (good,
expired, elsewhere: for another host) and starts slapd with the one that is named. Prints NAME=VALUE lines.
"""
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
from ds389 import Ds389  # noqa: E402
from samba import Samba  # noqa: E402
from slapd import Slapd  # noqa: E402

BASE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "base.ldif")


def openssl(folder, *arguments, **names):
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, **names)


def make_authority(folder, name):
    openssl(folder, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-keyout", f"{name}.key", "-out", f"{name}.pem", "-days", "30", "-subj", f"/CN=Contract {name}")


def make_certificate(folder, name, alternative, days):
    openssl(folder, "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", "/CN=contract")
    with open(os.path.join(folder, f"{name}.ext"), "w", encoding="ascii") as out:
        out.write(f"subjectAltName={alternative}\n")
    openssl(folder, "x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
            "-CAcreateserial", "-out", f"{name}.pem", "-days", str(days), "-extfile", f"{name}.ext")


def make_certificates(folder):
    if os.path.exists(os.path.join(folder, "ca.pem")):
        return
    make_authority(folder, "ca")
    make_authority(folder, "other-ca")
    make_certificate(folder, "good", "DNS:localhost,IP:127.0.0.1", 30)
    make_certificate(folder, "expired", "DNS:localhost,IP:127.0.0.1", -1)
    make_certificate(folder, "elsewhere", "DNS:dc9.fabrikam.com", 30)


def start_slapd(folder, schema, certificate):
    make_certificates(folder)
    here = os.path.join(folder, f"{certificate}-{'schema' if schema else 'plain'}")
    server = Slapd(here, durable=False, schema=schema, extra="\n".join([
        f"TLSCACertificateFile {folder}/ca.pem",
        f"TLSCertificateFile {folder}/{certificate}.pem",
        f"TLSCertificateKeyFile {folder}/{certificate}.key"]), secure=True)
    server.start()
    print(f"secure={server.secure_url}")
    print(f"local={server.url}")
    print(f"port={server.port}")
    print(f"ca={folder}/ca.pem")
    print(f"other_ca={folder}/other-ca.pem")
    return server


def start(kind, folder, schema, certificate):
    os.makedirs(folder, exist_ok=True)
    name = "schema" if schema else "plain"
    if kind == "slapd":
        server = start_slapd(folder, schema, certificate)
    elif kind == "389ds":
        server = Ds389(os.path.join(folder, f"389ds-{name}"), durable=False, schema=schema).start()
    else:
        server = Samba(os.path.join(folder, f"samba-{name}"), ldif=BASE if schema else None, schema=schema).start()
    print(f"kind={kind}")
    print(f"folder={server.folder}")
    print(f"network={server.tcp_url}")
    if kind != "slapd":
        print(f"dn={server.bind_dn}")
        print(f"password={server.password}")


def stop(kind, folder):
    stopping = {"slapd": Slapd, "389ds": Ds389, "samba": Samba}[kind]
    stopping = stopping.__new__(stopping)
    stopping.folder, stopping.process = folder, None
    stopping.stop()


if __name__ == "__main__":
    if sys.argv[2] == "stop":
        stop(sys.argv[1], sys.argv[3])
    else:
        start(sys.argv[1], os.path.abspath(sys.argv[3]), sys.argv[2] == "start",
              sys.argv[4] if len(sys.argv) > 4 else "good")
