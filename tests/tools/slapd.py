"""A slapd of the tests' own, on ldapi and a loopback port, in a folder that is thrown away.

As a module: `with Slapd(folder, ldif=seed) as server: server.url`. By hand:
    slapd.py start FOLDER [SEED.ldif] [--point ENVIRONMENT]    prints its ldapi URL
    slapd.py stop FOLDER
The starting user is administrator through SASL EXTERNAL; cn=admin,dc=contoso,dc=com / secret else.
"""
import glob
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SYSTEM_SCHEMA = "/etc/ldap/schema"
SYSTEM_SCHEMAS = ["core", "cosine", "inetorgperson"]

CONFIGURATION = """{schemas}
pidfile {folder}/pid
argsfile {folder}/args
modulepath /usr/lib/ldap
moduleload back_mdb
sizelimit unlimited
authz-regexp "gidNumber={gid}\\\\+uidNumber={uid},cn=peercred,cn=external,cn=auth" "cn=admin,{suffix}"
{extra}
database mdb
suffix {suffix}
rootdn cn=admin,{suffix}
rootpw secret
directory {folder}/db
maxsize 4294967296
{sync}
index objectClass eq
{indexes}
{overlays}
access to * by * read
"""

INDEXES = """index sAMAccountName,proxyAddresses eq
index msRTCSIP-PrimaryUserAddress eq,sub
index msRTCSIP-UserEnabled eq"""


def our_schemas():
    """What OpenLDAP lacks, in the order of their numbers."""
    return sorted(glob.glob(os.path.join(ROOT, "directory", "schema", "[0-9]-*.schema")))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Slapd:
    def __init__(self, folder, ldif=None, suffix="dc=contoso,dc=com", durable=True, extra="",
                 schema=True, overlays="", secure=False):
        self.folder = os.path.abspath(folder)
        self.suffix = suffix
        os.makedirs(os.path.join(self.folder, "db"), exist_ok=True)
        names = [f"{SYSTEM_SCHEMA}/{name}.schema" for name in SYSTEM_SCHEMAS]
        ours = our_schemas() if schema else []
        names += ours
        with open(os.path.join(self.folder, "slapd.conf"), "w", encoding="utf-8") as out:
            out.write(CONFIGURATION.format(
                schemas="\n".join("include " + name for name in names), folder=self.folder,
                gid=os.getegid(), uid=os.geteuid(), suffix=suffix, extra=extra,
                sync="" if durable else "dbnosync", indexes=INDEXES if ours else "",
                overlays=overlays))
        self.url = "ldapi://" + urllib.parse.quote(os.path.join(self.folder, "ldapi"), safe="")
        self.port = free_port()
        self.tcp_url = f"ldap://127.0.0.1:{self.port}"
        self.secure_url = f"ldaps://127.0.0.1:{free_port()}" if secure else ""
        self.ldif = ldif
        self.process = None

    def start(self):
        environment = dict(os.environ, PATH=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
        configuration = os.path.join(self.folder, "slapd.conf")
        if self.ldif:
            self._run(["slapadd", "-q", "-f", configuration, "-b", self.suffix, "-l", self.ldif],
                      environment)
        with open(os.path.join(self.folder, "log"), "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                ["slapd", "-d", "0", "-f", configuration, "-h",
                 f"{self.url} {self.tcp_url} {self.secure_url}"],
                env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True)
        for _ in range(500):
            if os.path.exists(os.path.join(self.folder, "ldapi")) and self.pid():
                try:
                    with socket.create_connection(("127.0.0.1", self.port), 1):
                        return self
                except OSError:
                    pass
            time.sleep(0.01)
        raise RuntimeError("slapd did not begin to listen within 5 s")

    def _run(self, command, environment):
        result = subprocess.run(command, env=environment, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True, check=False)
        if result.returncode != 0:
            raise RuntimeError(f"{command[0]}: {result.stdout.strip()}")

    def pid(self):
        try:
            with open(os.path.join(self.folder, "pid"), encoding="ascii") as source:
                return int(source.read().strip() or 0)
        except OSError:
            return 0

    def stop(self):
        pid = self.pid()
        if not pid:
            return
        if self.process:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(30)
            return
        try:
            os.kill(pid, signal.SIGINT)
        except ProcessLookupError:
            pass

    def point(self, folder):
        point_environment_at(folder, self.url)

    @classmethod
    def running(cls, folder):
        """One that another process started in this folder."""
        server = cls.__new__(cls)
        server.folder, server.process = folder, None
        return server

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()


def point_environment_at(folder, url):
    """Rewrites `directory:` of the folder's environment.yaml; a `seed:` has no meaning there."""
    path = os.path.join(folder, "environment.yaml")
    with open(path, encoding="utf-8") as source:
        text = source.read()
    text = re.sub(r"(?m)^directory:.*$", f"directory: {url}", text)
    text = re.sub(r"(?m)^seed:.*\n", "", text)
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)


def wait_for_end(pid, seconds=30):
    """For a process that is nobody's child here."""
    for _ in range(seconds * 50):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.02)


def main(server_class=Slapd):
    """start|stop by hand; the other servers' modules use it as well, with reset besides."""
    action, folder, rest = sys.argv[1], os.path.abspath(sys.argv[2]), sys.argv[3:]
    environment = None
    if "--point" in rest:
        at = rest.index("--point")
        environment = rest[at + 1]
        del rest[at:at + 2]
    seed = rest[0] if rest else None
    if action == "start":
        server = server_class(folder, ldif=seed, durable=False).start()
    elif action == "reset":
        server = server_class.running(folder)
        server.reset(seed)
    elif action == "stop":
        server_class.running(folder).stop()
        return
    else:
        sys.exit(f"usage: {os.path.basename(sys.argv[0])} start|reset|stop FOLDER [SEED.ldif] "
                 "[--point ENVIRONMENT]")
    if environment:
        server.point(environment)
    print(server.url)


if __name__ == "__main__":
    main()
