"""A 389 Directory Server of the tests' own, in a folder that is thrown away: no systemd, nothing in /etc.

As a module: `with Ds389(folder, ldif=seed) as server: server.url`. By hand, like slapd.py:
    ds389.py start FOLDER [SEED.ldif] [--point ENVIRONMENT]    prints its ldapi URL
    ds389.py stop FOLDER
root is administrator through SASL EXTERNAL; cn=Directory Manager / secretsecret else. The instance is laid
out from the package's own templates, which is ten seconds faster than dscreate.
"""
import base64
import hashlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import slapd  # noqa: E402

TEMPLATES = "/usr/share/dirsrv/data"
SYSTEM_SCHEMA = "/usr/share/dirsrv/schema"
ADMINISTRATOR, PASSWORD = "cn=Directory Manager", "secretsecret"

SETTINGS = """nsslapd-listenhost: 127.0.0.1
nsslapd-accesslog-logging-enabled: off
nsslapd-auditlog-logging-enabled: off
nsslapd-sizelimit: -1
nsslapd-allow-anonymous-access: on
"""
INDEXES = {"msRTCSIP-PrimaryUserAddress": ["eq", "sub", "pres"], "msRTCSIP-UserEnabled": ["eq"],
           "proxyAddresses": ["eq", "sub"], "sAMAccountName": ["eq"]}


def schema_ldif(known):
    """The project's schema as 389-ds loads it, without what `known` (LDIF of cn=schema) has."""
    tool = os.path.join(slapd.ROOT, "directory", "schema", "to_server.py")
    return subprocess.run([sys.executable, tool, "389ds", "--have", "-", *slapd.our_schemas()],
                          input=known, stdout=subprocess.PIPE, text=True, check=True).stdout


def hashed(password):
    salt = os.urandom(8)
    digest = hashlib.sha512(password.encode() + salt).digest()
    return "{SSHA512}" + base64.b64encode(digest + salt).decode()


class Ds389:
    def __init__(self, folder, ldif=None, suffix="dc=contoso,dc=com", durable=True, schema=True, extra=""):
        self.folder = os.path.abspath(folder)
        self.suffix, self.ldif, self.durable, self.schema, self.extra = suffix, ldif, durable, schema, extra
        self.socket = os.path.join(self.folder, "ldapi")
        self.url = "ldapi://" + urllib.parse.quote(self.socket, safe="")
        self.port = slapd.free_port()
        self.tcp_url = f"ldap://127.0.0.1:{self.port}"
        self.bind_dn, self.password = ADMINISTRATOR, PASSWORD
        self.process = None

    def _lay_out(self):
        for name in ("schema", "log", "run", "lock", "tmp", "ldif", "bak", "db", "home"):
            os.makedirs(os.path.join(self.folder, name), exist_ok=True)
        shutil.copy("/etc/dirsrv/config/slapd-collations.conf", self.folder)
        with open(os.path.join(self.folder, "schema", "99user.ldif"), "w", encoding="ascii") as out:
            out.write("dn: cn=schema\nobjectclass: top\nobjectclass: ldapSubentry\n"
                      "objectclass: subschema\ncn: schema\n")
        here = self.folder
        places = {"schema_dir": f"{here}/schema", "lock_dir": f"{here}/lock", "tmp_dir": f"{here}/tmp",
                  "cert_dir": here, "ldif_dir": f"{here}/ldif", "bak_dir": f"{here}/bak",
                  "run_dir": f"{here}/run", "inst_dir": here, "log_dir": f"{here}/log",
                  "fqdn": "localhost", "ds_port": str(self.port), "rootdn": ADMINISTRATOR,
                  "ds_user": "root" if os.geteuid() == 0 else os.environ.get("USER", "nobody"),
                  "ds_passwd": hashed(PASSWORD), "ldapi_enabled": "on", "ldapi": self.socket,
                  "ldapi_autobind": "on", "ds_suffix": self.suffix, "config_dir": here,
                  "db_dir": f"{here}/db", "db_home_dir": f"{here}/home", "db_lib": "bdb",
                  "ds_bename": "userRoot"}
        parts = []
        for name in ("template-dse.ldif", "template-suffix-db.ldif"):
            with open(os.path.join(TEMPLATES, name), encoding="utf-8") as source:
                parts.append(re.sub(r"%(\w+)%", lambda match: places[match.group(1)], source.read()))
        parts[0] = parts[0].replace("cn: config\n", "cn: config\n" + SETTINGS + self.extra, 1)
        durability = f"nsslapd-db-durable-transaction: {'on' if self.durable else 'off'}\n"
        parts[0] = parts[0].replace("nsslapd-mode: 600\n", "nsslapd-mode: 600\n" + durability, 1)
        if self.schema:
            for attribute, kinds in INDEXES.items():
                parts.append(f"dn: cn={attribute},cn=index,cn=userRoot,cn=ldbm database,cn=plugins,cn=config\n"
                             f"objectClass: top\nobjectClass: nsIndex\ncn: {attribute}\nnsSystemIndex: false\n"
                             + "".join(f"nsIndexType: {kind}\n" for kind in kinds))
            self._write_schema()
        with open(os.path.join(self.folder, "dse.ldif"), "w", encoding="utf-8") as out:
            out.write("\n".join(part.strip("\n") + "\n" for part in parts))

    def _write_schema(self):
        """As a file that the server reads at its start; by hand it would go in online, see the README."""
        known = ""
        for name in sorted(os.listdir(SYSTEM_SCHEMA)):
            with open(os.path.join(SYSTEM_SCHEMA, name), encoding="utf-8") as source:
                known += re.sub(r"(?m)^#.*\n", "", source.read()) + "\n\n"
        text = schema_ldif(known)
        lines = [line for line in text.splitlines()
                 if not re.match(r"changetype:|add:|-$", line)]
        with open(os.path.join(self.folder, "schema", "60sipsh.ldif"), "w", encoding="utf-8") as out:
            out.write("\n".join(lines) + "\n")

    def _load(self):
        command = ["ns-slapd", "ldif2db", "-D", self.folder, "-n", "userRoot", "-i", self.ldif]
        result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                check=False, env=self._environment())
        if result.returncode != 0:
            raise RuntimeError(f"ldif2db: {result.stdout[-2000:]}")

    @staticmethod
    def _environment():
        return dict(os.environ, PATH=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")

    def start(self):
        if not os.path.exists(os.path.join(self.folder, "dse.ldif")):
            self._lay_out()
            if self.ldif:
                self._load()
        with open(os.path.join(self.folder, "output"), "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                ["ns-slapd", "-D", self.folder, "-i", os.path.join(self.folder, "pid"), "-d", "0"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                env=self._environment())
        for _ in range(1500):
            if self.process.poll() is not None:
                break
            if os.path.exists(self.socket):
                try:
                    with socket.create_connection(("127.0.0.1", self.port), 1):
                        return self
                except OSError:
                    pass
            time.sleep(0.02)
        raise RuntimeError("ns-slapd did not begin to listen: " + self._last_words())

    def _last_words(self):
        for name in ("log/errors", "output"):
            try:
                with open(os.path.join(self.folder, name), encoding="utf-8") as source:
                    return source.read()[-1500:]
            except OSError:
                pass
        return ""

    def pid(self):
        try:
            with open(os.path.join(self.folder, "pid"), encoding="ascii") as source:
                return int(source.read().strip() or 0)
        except (OSError, ValueError):
            return 0

    def stop(self):
        pid = self.process.pid if self.process else self.pid()
        if not pid:
            return
        try:
            os.kill(pid, signal.SIGTERM)
        except ProcessLookupError:
            return
        if self.process:
            self.process.wait(60)
            return
        slapd.wait_for_end(pid)

    def point(self, folder):
        slapd.point_environment_at(folder, self.url)

    @classmethod
    def running(cls, folder):
        """One that another process started in this folder."""
        server = cls(folder)
        with open(os.path.join(folder, "dse.ldif"), encoding="utf-8") as source:
            server.port = int(re.search(r"(?m)^nsslapd-port: (\d+)", source.read()).group(1))
        server.tcp_url = f"ldap://127.0.0.1:{server.port}"
        return server

    def reset(self, seed):
        from reset import reset  # Needs python3-ldap, which starting does without.
        reset(self.tcp_url, self.bind_dn, self.password, [self.suffix], set(), seed)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()


if __name__ == "__main__":
    slapd.main(Ds389)
