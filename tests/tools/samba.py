"""A Samba Active Directory domain controller of the tests' own, in a folder that is thrown away.

As a module: `with Samba(folder, ldif=seed) as server: server.url`. By hand, like slapd.py:
    samba.py start FOLDER [SEED.ldif] [--point ENVIRONMENT]    prints its ldap URL
    samba.py stop FOLDER
Needs root. A domain controller's ports are fixed (389, 636, 88), so each one gets a loopback address of
its own; only LDAP and Kerberos run. Provisioning and loading the schema take seconds: that is done once
and kept as a template in the system's temporary folder, named after what it was made from.
"""
import base64
import fcntl
import hashlib
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import slapd  # noqa: E402

REALM, DOMAIN, SUFFIX = "CONTOSO.COM", "CONTOSO", "DC=contoso,DC=com"
SCHEMA_DN = f"CN=Schema,CN=Configuration,{SUFFIX}"
RECYCLE_BIN = "766ddcd8-acd0-445e-f3b9-a7f9b6744f2a"  # The feature's id, the same in every forest.
ADMINISTRATOR, PASSWORD = "CN=Administrator,CN=Users," + SUFFIX, "Passw0rd!x"

CONFIGURATION = """[global]
netbios name = DC1
realm = {realm}
workgroup = {domain}
server role = active directory domain controller
server services = {services}
interfaces = {address}/255.0.0.0
bind interfaces only = yes
ldap server require strong auth = no
dsdb:schema update allowed = yes
ldb:nosync = yes
disable spoolss = yes
load printers = no
private dir = {folder}/private
state directory = {folder}/state
cache directory = {folder}/cache
lock directory = {folder}/lock
pid directory = {folder}
ntp signd socket directory = {folder}/lock
log file = {folder}/log.samba
log level = 1
{tls}
"""


def run(command, **more):
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                            check=False, **more)
    if result.returncode != 0:
        raise RuntimeError(f"{command[0]}: {result.stdout.strip()[-2000:]}")
    return result.stdout


def split_phases(ldif):
    """Attributes, then classes, then the rest: an offline ldbmodify does not see what it just added."""
    return [part.strip() + "\n" for part in re.split(r"(?m)^dn:\nchangetype: modify\nadd: schemaUpdateNow"
                                                     r"\nschemaUpdateNow: 1\n-\n", ldif) if part.strip()]


class Samba:
    def __init__(self, folder, ldif=None, durable=True, schema=True, certificate=None,
                 services="ldap", recycle_bin=False):
        del durable  # Tests never wait for the disk here.
        self.folder = os.path.abspath(folder)
        self.ldif, self.schema, self.services = ldif, schema, services
        self.recycle_bin = recycle_bin
        self.certificate = certificate  # (CA, certificate, key), else no TLS
        self.suffix = SUFFIX
        self.address = free_address()
        self.url = self.tcp_url = f"ldap://{self.address}"
        self.bind_dn, self.password = ADMINISTRATOR, PASSWORD
        self.process = None

    def _write_configuration(self, folder):
        tls = "tls enabled = no"
        if self.certificate:
            authority, certificate, key = self.certificate
            os.chmod(key, 0o600)
            tls = (f"tls enabled = yes\ntls cafile = {authority}\ntls certfile = {certificate}\n"
                   f"tls keyfile = {key}")
        with open(os.path.join(folder, "smb.conf"), "w", encoding="ascii") as out:
            out.write(CONFIGURATION.format(realm=REALM, domain=DOMAIN, address=self.address,
                                           folder=folder, services=self.services, tls=tls))

    def _tool(self, name, text, folder):
        run([name, "-H", os.path.join(folder, "private", "sam.ldb"),
             "--configfile", os.path.join(folder, "smb.conf"),
             "--option=dsdb:schema update allowed=yes", "--relax"], input=text)

    def _provision(self, folder):
        os.makedirs(folder)
        run(["samba-tool", "domain", "provision", f"--realm={REALM}", f"--domain={DOMAIN}",
             "--server-role=dc", "--dns-backend=NONE", "--host-name=dc1", f"--host-ip={self.address}",
             f"--adminpass={PASSWORD}", f"--targetdir={folder}", "--option=ldb:nosync=yes",
             f"--option=interfaces={self.address}/255.0.0.0", "--option=bind interfaces only=yes"])
        for name in ("state", "cache", "lock"):
            os.makedirs(os.path.join(folder, name), exist_ok=True)
        self._write_configuration(folder)
        if self.schema:
            tool = os.path.join(slapd.ROOT, "directory", "schema", "to_server.py")
            known = run(["ldbsearch", "-H", os.path.join(folder, "private", "sam.ldb"),
                         "--configfile", os.path.join(folder, "smb.conf"), "-b", SCHEMA_DN,
                         "(lDAPDisplayName=*)", "lDAPDisplayName", "objectClass", "mayContain",
                         "systemMayContain", "mustContain", "systemMustContain", "possSuperiors",
                         "systemPossSuperiors"])
            text = subprocess.run([sys.executable, tool, "ad", "--schema-dn", SCHEMA_DN, "--have", "-",
                                   *slapd.our_schemas()], input=known, stdout=subprocess.PIPE, text=True,
                                  check=True).stdout
            for phase in split_phases(text):
                self._tool("ldbmodify", phase, folder)

    def _template(self):
        sources = [__file__, os.path.join(slapd.ROOT, "directory", "schema", "to_server.py"),
                   *slapd.our_schemas()]
        digest = hashlib.sha256(str(self.schema).encode())
        for path in sources:
            with open(path, "rb") as source:
                digest.update(source.read())
        place = os.path.join(tempfile.gettempdir(),
                             f"sipsh-samba-{os.geteuid()}-{digest.hexdigest()[:16]}")
        with open(place + ".lock", "w", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not os.path.exists(place):
                making = f"{place}.{os.getpid()}"
                try:
                    self._provision(making)
                    os.rename(making, place)
                finally:
                    shutil.rmtree(making, ignore_errors=True)
        return place

    def start(self):
        if not os.path.exists(os.path.join(self.folder, "private")):
            shutil.copytree(self._template(), self.folder, dirs_exist_ok=True)
            self._write_configuration(self.folder)
            if self.ldif:
                self._load()
            if self.recycle_bin:
                self._tool("ldbmodify", "dn:\nchangetype: modify\nadd: enableOptionalFeature\n"
                           f"enableOptionalFeature: CN=Partitions,CN=Configuration,{SUFFIX}:"
                           f"{RECYCLE_BIN}\n-\n", self.folder)
            if "kdc" in self.services:
                # The service's name is what clients connect to: here an address.
                self._tool("ldbmodify", f"dn: CN=DC1,OU=Domain Controllers,{SUFFIX}\nchangetype: modify\n"
                           f"add: servicePrincipalName\nservicePrincipalName: ldap/{self.address}\n-\n",
                           self.folder)
        self._write_configuration(self.folder)
        with open(os.path.join(self.folder, "output"), "w", encoding="ascii") as log:
            self.process = subprocess.Popen(
                ["samba", "-i", "-M", "single", "-s", os.path.join(self.folder, "smb.conf")],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                env=dict(os.environ, PATH=os.environ.get("PATH", "") + ":/usr/sbin:/sbin"))
        with open(os.path.join(self.folder, "pid"), "w", encoding="ascii") as out:
            out.write(str(self.process.pid))
        ports = [389] + ([88] if "kdc" in self.services else [])
        for _ in range(1500):
            if self.process.poll() is not None:
                break
            try:
                for port in ports:
                    socket.create_connection((self.address, port), 1).close()
                return self
            except OSError:
                time.sleep(0.02)
        with open(os.path.join(self.folder, "output"), encoding="utf-8", errors="replace") as source:
            words = source.read()[-1500:]
        self.stop()
        raise RuntimeError("samba did not begin to listen: " + words)

    def _load(self):
        """The seed, without what every forest has; a later entry may stand below an earlier one."""
        with open(self.ldif, encoding="utf-8") as source:
            text = re.sub(r"(?m)^#.*\n", "", source.read())
        have = {dn.lower() for dn in re.findall(r"(?m)^dn: (.*)$", run(
            ["ldbsearch", "-H", os.path.join(self.folder, "private", "sam.ldb"), "--configfile",
             os.path.join(self.folder, "smb.conf"), "--cross-ncs", "dn"]).replace("\n ", ""))}
        records = []
        for record in re.split(r"\n\s*\n", text.replace("\n ", "")):
            dn = re.search(r"(?m)^dn:(:?) ?(.*)$", record)
            if not dn:
                continue
            name = base64.b64decode(dn.group(2)).decode() if dn.group(1) else dn.group(2)
            if name.lower() not in have:
                records.append(record.strip("\n"))
        self._tool("ldbadd", "\n\n".join(records) + "\n", self.folder)

    def stop(self):
        pid = self.process.pid if self.process else self._recorded_pid()
        if not pid:
            return
        try:
            os.kill(pid, signal.SIGTERM)
        except ProcessLookupError:
            return
        if self.process:
            self.process.wait(30)
        else:
            slapd.wait_for_end(pid)

    def _recorded_pid(self):
        try:
            with open(os.path.join(self.folder, "pid"), encoding="ascii") as source:
                return int(source.read().strip() or 0)
        except (OSError, ValueError):
            return 0

    def point(self, folder):
        """As administrator, by a password file beside environment.yaml."""
        secret = os.path.join(folder, "password")
        with open(secret, "w", encoding="ascii", opener=lambda path, flags: os.open(path, flags, 0o600)) as out:
            out.write(PASSWORD + "\n")
        slapd.point_environment_at(folder, self.url)
        with open(os.path.join(folder, "environment.yaml"), "a", encoding="utf-8") as out:
            out.write(f"bind:\n  method: simple\n  dn: {ADMINISTRATOR}\n  password_file: password\n")

    @classmethod
    def running(cls, folder):
        """One that another process started in this folder."""
        server = cls(folder)
        with open(os.path.join(folder, "smb.conf"), encoding="utf-8") as source:
            server.address = re.search(r"(?m)^interfaces = ([\d.]+)", source.read()).group(1)
        server.url = server.tcp_url = f"ldap://{server.address}"
        return server

    def reset(self, seed):
        from reset import dns_of, reset  # Needs python3-ldap, which starting does without.
        contexts = [SUFFIX, f"CN=Configuration,{SUFFIX}"]
        record = os.path.join(self.folder, "kept")
        if not os.path.exists(record):
            with open(record, "w", encoding="utf-8") as out:
                connection = self._connect()
                out.write("\n".join(dns_of(connection, contexts)))
                connection.unbind_s()
        with open(record, encoding="utf-8") as source:
            keep = set(source.read().splitlines())
        reset(self.url, self.bind_dn, self.password, contexts, keep, seed)

    def _connect(self):
        import ldap
        connection = ldap.initialize(self.url)
        connection.set_option(ldap.OPT_REFERRALS, 0)
        connection.simple_bind_s(self.bind_dn, self.password)
        return connection

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()


def free_address():
    """A loopback address on which nobody has a directory."""
    for _ in range(100):
        address = f"127.{random.randint(64, 254)}.{random.randint(1, 254)}.{random.randint(1, 254)}"
        with socket.socket() as probe:
            try:
                probe.bind((address, 389))
                return address
            except OSError:
                continue
    raise RuntimeError("no loopback address is free for a domain controller")


if __name__ == "__main__":
    slapd.main(Samba)
