"""kamailio_test.py SIPSH : a SIP request to the well-known address before, during and after the cut-over.

slapd holds the directory of examples/cutover, Kamailio runs the configuration of examples/kamailio, two
sipps play the pools. What sipsh writes decides which of them gets the request.
"""
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

SIPSH = os.path.abspath(sys.argv[1])
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "tools"))
import slapd  # noqa: E402

ADDRESS, DOMAIN = "ocschat", "contoso.com"
passed = failed = 0


def check(what, condition, shown=""):
    global passed, failed
    if condition:
        passed += 1
    else:
        failed += 1
        print(f"failed: {what}: {shown}")


def udp_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Pool:
    """A sipp that answers each request by 200 and counts them."""

    SCENARIO = """<?xml version="1.0" encoding="ISO-8859-1" ?>
<scenario name="pool">
  <recv request="MESSAGE"/>
  <send><![CDATA[
    SIP/2.0 200 OK
    [last_Via:]
    [last_From:]
    [last_To:];tag=[pid]SIPpTag[call_number]
    [last_Call-ID:]
    [last_CSeq:]
    X-Pool: {name}
    Content-Length: 0

  ]]></send>
</scenario>
"""

    def __init__(self, folder, name):
        self.name, self.port = name, udp_port()
        scenario = os.path.join(folder, name + ".xml")
        with open(scenario, "w", encoding="ascii") as out:
            out.write(self.SCENARIO.format(name=name))
        self.process = subprocess.Popen(
            ["sipp", "-sf", scenario, "-i", "127.0.0.1", "-p", str(self.port), "-nostdin"],
            cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def stop(self):
        self.process.terminate()
        self.process.wait(10)


class Kamailio:
    def __init__(self, folder, ldap_url, pools):
        self.port, self.folder = udp_port(), folder
        for name in ("kamailio.cfg",):
            shutil.copy(os.path.join(ROOT, "examples", "kamailio", name), folder)
        self._write("settings.cfg", f'listen=udp:127.0.0.1:{self.port}\n'
                    f'#!define LDAP_SETTINGS "{folder}/ldap.cfg"\n#!define LDAP_BASE "dc=contoso,dc=com"\n')
        self._write("ldap.cfg", f'[directory]\nldap_server_url = "{ldap_url}"\n'
                    'ldap_bind_dn = "cn=admin,dc=contoso,dc=com"\nldap_bind_password = "secret"\n')
        lines = "".join(f'    if ($var(pool) == "{name}") $du = "sip:127.0.0.1:{pool.port}";\n'
                        for name, pool in pools.items())
        self._write("pools.cfg", "route[POOL_ADDRESS] {\n" + lines + "}\n")
        os.makedirs(os.path.join(folder, "run"))
        self.log = open(os.path.join(folder, "kamailio.log"), "w", encoding="utf-8")  # noqa: SIM115
        self.process = subprocess.Popen(
            ["kamailio", "-DD", "-E", "-f", os.path.join(folder, "kamailio.cfg"), "-m", "32", "-M", "4",
             "-Y", os.path.join(folder, "run"), "-P", os.path.join(folder, "kamailio.pid")],
            cwd=folder, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, start_new_session=True,
            env=dict(os.environ, PATH=os.environ.get("PATH", "") + ":/usr/sbin"))

    def _write(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="ascii") as out:
            out.write(text)

    def words(self):
        with open(os.path.join(self.folder, "kamailio.log"), encoding="utf-8") as source:
            return source.read()[-1500:]

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
        self.log.close()


def ask(port, user=ADDRESS, patience=6.0):
    """Sends a MESSAGE as a client would and gives (status, pool that answered)."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.bind(("127.0.0.1", 0))
        mine = client.getsockname()[1]
        mark = os.urandom(6).hex()
        request = (f"MESSAGE sip:{user}@{DOMAIN} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{mine};branch=z9hG4bK{mark}\r\n"
                   f"Max-Forwards: 70\r\nFrom: <sip:kenmyer@{DOMAIN}>;tag={mark}\r\nTo: <sip:{user}@{DOMAIN}>\r\n"
                   f"Call-ID: {mark}@127.0.0.1\r\nCSeq: 1 MESSAGE\r\nContent-Type: text/plain\r\n"
                   "Content-Length: 5\r\n\r\nhello")
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            client.sendto(request.encode(), ("127.0.0.1", port))
            client.settimeout(0.5)
            try:
                answer = client.recv(65536).decode()
            except OSError:
                continue
            status = int(answer.split()[1])
            if status >= 200:
                pool = re.search(r"(?m)^X-Pool: (\S+)", answer)
                return status, pool.group(1) if pool else ""
    return 0, ""


def sipp_reaches(port, folder):
    """The README's own command: True when a pool answered by 200."""
    scenario = os.path.join(ROOT, "examples", "kamailio", "message.xml")
    return subprocess.run(["sipp", "-sf", scenario, "-s", ADDRESS, "-key", "domain", DOMAIN, "-m", "1",
                           "-i", "127.0.0.1", "-p", str(udp_port()), "-timeout", "5", "-nostdin",
                           f"127.0.0.1:{port}"], cwd=folder, stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0


def sipsh(folder, *arguments):
    return subprocess.run([SIPSH, "-NoProfile", "-NonInteractive", "-Environment", folder, *arguments],
                          capture_output=True, text=True, timeout=60, check=False)


def weekend(folder, port, words):
    status, pool = ask(port)
    check("before the cut-over", (status, pool) == (200, "legacy"), f"{status} {pool} {words()}")
    check("sipp's request before it", sipp_reaches(port, folder))
    status, pool = ask(port, "kenmyer")
    check("a user of the 2013 pool", (status, pool) == (200, "home"), f"{status} {pool} {words()}")
    status, _ = ask(port, "nobody")
    check("an address that nobody bears", status == 404, status)
    status, _ = ask(port, "*")
    check("an address that would be a pattern", status == 404, status)

    freed = sipsh(folder, "-Command",
                  "Enable-CsTopology; Remove-ADUser -Identity 'CN=Group Chat Lookup,OU=Service Accounts,"
                  "DC=contoso,DC=com' -Confirm:$false")
    check("the address is freed", freed.returncode == 0, freed.stdout + freed.stderr)
    status, pool = ask(port)
    check("halfway", (status, pool) == (404, ""), f"{status} {pool}")
    check("sipp's request halfway", not sipp_reaches(port, folder))

    cut = sipsh(folder, "-File", os.path.join(folder, "cutover.ps1"))
    check("the cut-over ends well", cut.returncode == 0, cut.stdout + cut.stderr)
    status, pool = ask(port)
    check("after the cut-over", (status, pool) == (200, "chat2013"), f"{status} {pool} {words()}")

    check("sipp's request after it", sipp_reaches(port, folder))

    gone = sipsh(folder, "-Command", "Remove-CsPersistentChatEndpoint sip:ocschat@contoso.com -Confirm:$false")
    check("the endpoint is removed", gone.returncode == 0, gone.stdout + gone.stderr)
    status, pool = ask(port)
    check("without the endpoint", (status, pool) == (404, ""), f"{status} {pool}")


def main():
    with tempfile.TemporaryDirectory(prefix="sipsh-kamailio-") as work:
        source = os.path.join(ROOT, "examples", "cutover")
        environment = os.path.join(work, "environment")
        shutil.copytree(source, environment)
        pools, proxy = {}, None
        with slapd.Slapd(os.path.join(work, "slapd"), ldif=os.path.join(source, "directory.ldif"),
                         durable=False) as server:
            slapd.point_environment_at(environment, server.url)
            try:
                pools = {"pool10.contoso.com": Pool(work, "legacy"), "pool01.contoso.com": Pool(work, "home"),
                         "pcpool.contoso.com": Pool(work, "chat2013")}
                folder = os.path.join(work, "kamailio")
                os.makedirs(folder)
                proxy = Kamailio(folder, server.tcp_url, pools)
                weekend(environment, proxy.port, proxy.words)
            finally:
                for each in [*pools.values(), *([proxy] if proxy else [])]:
                    each.stop()


main()
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
