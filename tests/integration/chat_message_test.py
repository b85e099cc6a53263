"""chat_message_test.py SIPSH : Test-CsPersistentChatMessage against Kamailio, by TCP and by TLS, and against
peers that refuse, keep silent, talk nonsense, hang up or show the wrong certificate.

A computer of the home pool is called 0x7f.0x1, which is a host name by its looks and 127.0.0.1 to every
resolver: no name service is needed.
"""
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

SIPSH = os.path.abspath(sys.argv[1])
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
HOST = "0x7f.0x1"
SENDER, RECEIVER = "sip:jweber@contoso.com", "sip:packerman@contoso.com"
passed = failed = 0

KAMAILIO = """#!KAMAILIO
listen=tcp:127.0.0.1:{tcp}
listen=tls:127.0.0.1:{tls}
enable_tls=yes
debug=1
log_stderror=yes
children=1
tcp_children=2
auto_aliases=no
loadmodule "tls.so"
loadmodule "sl.so"
loadmodule "pv.so"
loadmodule "textops.so"
loadmodule "siputils.so"
loadmodule "xlog.so"
modparam("tls", "private_key", "{folder}/server.key")
modparam("tls", "certificate", "{folder}/server.crt")
modparam("tls", "tls_method", "TLSv1.2+")

request_route {{
    xlog("L_ALERT", "$rm $ru from $fu contact=$ct proto=$proto\\n");
    if (is_method("REGISTER")) {{
        if ($fU == "unknown") {{
            sl_send_reply("404", "Not Found");
            exit;
        }}
        append_to_reply("WWW-Authenticate: NTLM realm=\\"SIP Communications Service\\", version=4\\r\\n");
        append_to_reply("WWW-Authenticate: Kerberos realm=\\"SIP Communications Service\\", version=4\\r\\n");
        sl_send_reply("401", "Unauthorized");
        exit;
    }}
    if ($rU == "ocschat") {{
        sl_send_reply("407", "Proxy Authentication Required");
        exit;
    }}
    sl_send_reply("200", "OK");
}}
"""


def check(what, condition, shown=""):
    global passed, failed
    if condition:
        passed += 1
    else:
        failed += 1
        if isinstance(shown, dict):
            shown = {key: value for key, value in shown.items() if key not in ("Xml", "Html")}
        print(f"failed: {what}: {shown}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def openssl(folder, *arguments):
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)


def make_certificates(folder):
    """A CA, a certificate of HOST by it, one of another name by it."""
    openssl(folder, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.crt",
            "-days", "2", "-subj", "/CN=Contoso Test CA")
    for name, host in (("server", HOST), ("other", "elsewhere.contoso.com")):
        with open(os.path.join(folder, name + ".ext"), "w", encoding="ascii") as out:
            out.write(f"subjectAltName=DNS:{host}\n")
        openssl(folder, "req", "-newkey", "rsa:2048", "-nodes", "-keyout", name + ".key", "-out", name + ".csr",
                "-subj", f"/CN={host}")
        openssl(folder, "x509", "-req", "-in", name + ".csr", "-CA", "ca.crt", "-CAkey", "ca.key",
                "-CAcreateserial", "-out", name + ".crt", "-days", "2", "-extfile", name + ".ext")


class Kamailio:
    def __init__(self, folder):
        self.folder, self.tcp, self.tls = folder, free_port(), free_port()
        with open(os.path.join(folder, "kamailio.cfg"), "w", encoding="ascii") as out:
            out.write(KAMAILIO.format(tcp=self.tcp, tls=self.tls, folder=folder))
        os.makedirs(os.path.join(folder, "run"))
        self.log = open(os.path.join(folder, "kamailio.log"), "w", encoding="utf-8")  # noqa: SIM115
        self.process = subprocess.Popen(
            ["kamailio", "-DD", "-E", "-f", os.path.join(folder, "kamailio.cfg"), "-m", "32", "-M", "4",
             "-Y", os.path.join(folder, "run"), "-P", os.path.join(folder, "kamailio.pid")],
            cwd=folder, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, start_new_session=True,
            env=dict(os.environ, PATH=os.environ.get("PATH", "") + ":/usr/sbin"))
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.tls), 0.3).close()
                return
            except OSError:
                time.sleep(0.1)

    def words(self):
        with open(os.path.join(self.folder, "kamailio.log"), encoding="utf-8") as source:
            return source.read()

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
        self.log.close()


class Peer:
    """A listener that reads a request and answers with these bytes: b"" closes, None keeps silent."""

    def __init__(self, *answers):
        self.answers, self.heard = list(answers), b""
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.done = threading.Event()
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        connection, _ = self.socket.accept()
        with connection:
            connection.settimeout(30)
            for answer in self.answers:
                text = b""
                while not text.endswith(b"\r\n\r\n"):
                    got = connection.recv(65536)
                    if not got:
                        return
                    text += got
                self.heard += text
                if answer is None:
                    self.done.wait(30)
                    return
                for piece in answer(text) if callable(answer) else [answer]:
                    connection.sendall(piece)
                    time.sleep(0.02)

    def stop(self):
        self.done.set()
        self.socket.close()


def header(request, name):
    for line in request.decode().split("\r\n"):
        if line.lower().startswith(name.lower() + ":"):
            return line
    return ""


def reply(status, *extra):
    """A final answer, torn into pieces, behind a keep-alive, a provisional answer and a request of the peer."""
    def answer(request):
        lines = [header(request, name) for name in ("Via", "From", "To", "Call-ID", "CSeq")]
        head = "\r\n".join([f"SIP/2.0 {status}", *lines, *extra, "Content-Length: 4", "", ""])
        before = "\r\n\r\nSIP/2.0 100 Trying\r\n" + "\r\n".join(lines) + "\r\nl: 0\r\n\r\n"
        before += "OPTIONS sip:you SIP/2.0\r\nCall-ID: x\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n"
        whole = (before + head).encode() + b"body"
        return [whole[:40], whole[40:97], whole[97:]]
    return answer


class Shell:
    def __init__(self, work):
        self.folder = os.path.join(work, "environment")
        shutil.copytree(os.path.join(ROOT, "examples", "cutover"), self.folder)
        path = os.path.join(self.folder, "topology.yaml")
        with open(path, encoding="utf-8") as source:
            text = source.read().replace("fe01.contoso.com", HOST)
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
        self.environment = dict(os.environ)

    def run(self, command):
        return subprocess.run([SIPSH, "-NoProfile", "-NonInteractive", "-Environment", self.folder, "-Command",
                               command], capture_output=True, text=True, timeout=60, check=False,
                              env=self.environment)

    def test(self, port, more=""):
        """The TaskOutput as a dictionary, and the log's lines."""
        ran = self.run(f"$r = Test-CsPersistentChatMessage -TargetFqdn {HOST} -RegistrarPort {port} "
                       f"-SenderSipAddress {SENDER} -ReceiverSipAddress {RECEIVER} -Force "
                       f"-OutVerboseVariable words -OutLoggerVariable log {more}; "
                       "@{Result = $r.Result; Error = $r.Error; Diagnosis = $r.Diagnosis; "
                       "Milliseconds = $r.Latency.TotalMilliseconds; Words = $words; Xml = $log.ToXML(); "
                       "Html = $log.ToHTML()} | ConvertTo-Json")
        if ran.returncode != 0:
            return {"Result": "", "Error": ran.stdout + ran.stderr, "Words": [], "Milliseconds": 0}
        return json.loads(ran.stdout)

    def listen_by_tcp(self, port):
        """A port other than 5060 is plain TCP where the topology says so."""
        path = os.path.join(self.folder, "topology.yaml")
        with open(path, encoding="utf-8") as source:
            text = source.read()
        start = text.index("services:", text.index("fqdn: pool01.contoso.com"))
        end = text.index("\n\n", start)
        block = ("services:\n      Registrar:\n        SipServerTcpPort: %d\n"
                 "      UserServer:\n      WebServer:\n      CentralManagement:" % port)
        with open(path, "w", encoding="utf-8") as out:
            out.write(text[:start] + block + text[end:])
        ran = self.run("Publish-CsTopology")
        check("the topology is published", ran.returncode == 0, ran.stdout + ran.stderr)


def at_kamailio(shell, folder):
    proxy = Kamailio(folder)
    try:
        shell.listen_by_tcp(proxy.tcp)
        out = shell.test(proxy.tcp)
        check("TCP", out["Result"] == "Success" and not out["Error"], out)
        check("TCP says where it stops", "stopped before signing in" in out.get("Diagnosis", "")
              and "NTLM, Kerberos" in out["Diagnosis"], out)
        check("TCP latency", 0 < out["Milliseconds"] < 10000, out)
        check("the log", any("REGISTER sign-in of " + RECEIVER in line for line in out["Words"])
              and out.get("Xml", "").startswith("<?xml") and "<table>" in out.get("Html", ""), out)
        check("nothing was bound", "contact=<null>" in proxy.words(), proxy.words())

        out = shell.test(proxy.tcp, "-Authentication ClientCertificate")
        check("a scheme that is not offered", "no sign-in by ClientCertificate" in out["Error"], out)

        out = shell.test(proxy.tls)
        check("TLS without the CA", out["Result"] == "Failure" and "no CA that is trusted" in out["Error"], out)
        shell.environment["SSL_CERT_FILE"] = os.path.join(folder, "ca.crt")
        out = shell.test(proxy.tls)
        check("TLS", out["Result"] == "Success", out)
        check("TLS says who it is", any("CN=" + HOST in line and "TLS1." in line for line in out["Words"]), out)
        check("TLS was TLS", "proto=tls" in proxy.words(), proxy.words())
        shell.environment["SSL_CERT_FILE"] = os.path.join(folder, "none.crt")
        out = shell.test(proxy.tls)
        check("a CA file that is not there", "holds no CA" in out["Error"], out)
        shell.environment["SSL_CERT_FILE"] = os.path.join(folder, "ca.crt")

        made = shell.run("Remove-ADUser -Identity 'CN=Group Chat Lookup,OU=Service Accounts,DC=contoso,DC=com' "
                         "-Confirm:$false; New-CsPersistentChatEndpoint -SipAddress sip:ocschat@contoso.com "
                         "-PersistentChatPoolFqdn pcpool.contoso.com")
        check("an endpoint", made.returncode == 0, made.stdout + made.stderr)
        out = shell.test(proxy.tcp)
        check("the endpoint is asked", out["Result"] == "Success" and any(
            "OPTIONS sip:ocschat@contoso.com: 407" in line for line in out["Words"]), out)
    finally:
        proxy.stop()


def at_wrong_certificate(shell, folder):
    port = free_port()
    server = subprocess.Popen(["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-cert", "other.crt",
                               "-key", "other.key", "-quiet"], cwd=folder, stdin=subprocess.PIPE,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(1)
        out = shell.test(port)
        check("the wrong certificate", "issued to elsewhere.contoso.com, not to " + HOST in out["Error"], out)
        check("what to do about it", "certificate of its own name" in out.get("Diagnosis", ""), out)
    finally:
        server.terminate()
        server.wait(10)


def at_odd_peers(shell):
    port = free_port()
    out = shell.test(port)
    check("refused", out["Result"] == "Failure" and "Connection refused" in out["Error"]
          and out["Milliseconds"] == 0, out)

    peers = {
        "HTTP": (Peer(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "is not SIP"),
        "an endless line": (Peer(b"x" * 100000), "is not SIP"),
        "an endless head": (Peer(b"SIP/2.0 200 OK\r\n" + b"X-More: and more\r\n" * 10000), "is not SIP"),
        "a body without end": (Peer(b"SIP/2.0 200 OK\r\nContent-Length: 99999999999\r\n\r\n"), "is not SIP"),
        "an empty answer": (Peer(b""), "closed the connection"),
        "silence": (Peer(None), "no answer came in time"),
        "a sick server": (Peer(reply("503 Service Unavailable")), "503 Service Unavailable"),
        "no Registrar": (Peer(reply("200 OK"), reply("405 Method Not Allowed")), "405 Method Not Allowed"),
        "a user it does not know": (Peer(reply("200 OK"), reply("404 Not Found \x1b[31m")), "404 Not Found ?[31m"),
        "no sign-in asked": (Peer(reply("200 OK"), reply("200 OK"), reply("200 OK"), reply("200 OK")), ""),
        "sent on": (Peer(reply("200 OK"), reply("301 Moved", "m: <sip:fe02.contoso.com:5061;transport=tls>"),
                         reply("200 OK"), reply("200 OK")), ""),
    }
    for what, (peer, words) in peers.items():
        shell.listen_by_tcp(peer.port)
        started = time.monotonic()
        out = shell.test(peer.port)
        good = words in out["Error"] if words else out["Result"] == "Success"
        check(what, good and time.monotonic() - started < 25, out)
        if what == "sent on":
            check("where to", any("fe02.contoso.com" in line for line in out["Words"]), out)
            check("who was asked about", b"From: <sip:packerman@contoso.com>" in peer.heard, peer.heard)
        peer.stop()

    plain = Peer(None, None)
    shell.environment["SSL_CERT_FILE"] = ""
    threading.Timer(1.0, plain.stop).start()
    out = shell.test(plain.port)
    check("TLS at a peer that talks none", out["Result"] == "Failure", out)


def at_a_stop(shell):
    """Ctrl+C ends the wait for an answer, and for the connection's TLS, at once."""
    for plain in (True, False):
        silent = Peer(None)
        if plain:
            shell.listen_by_tcp(silent.port)
        command = (f"Test-CsPersistentChatMessage -TargetFqdn {HOST} -RegistrarPort {silent.port} "
                   f"-SenderSipAddress {SENDER} -ReceiverSipAddress {RECEIVER}; 'went on'")
        running = subprocess.Popen([SIPSH, "-NoProfile", "-NonInteractive", "-Environment", shell.folder,
                                    "-Command", command], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   text=True, env=shell.environment)
        time.sleep(2.5)
        started = time.monotonic()
        running.send_signal(signal.SIGINT)
        out, _ = running.communicate(timeout=30)
        took = time.monotonic() - started
        check("Ctrl+C", running.returncode == 130 and took < 4 and "went on" not in out,
              f"{running.returncode} after {took:.1f} s: {out}")
        silent.stop()


def main():
    with tempfile.TemporaryDirectory(prefix="sipsh-chat-message-") as work:
        make_certificates(work)
        shell = Shell(work)
        made = shell.run("$null = Enable-CsTopology; $null = New-CsPersistentChatCategory -Name Finance; "
                         "Set-CsPersistentChatCategory Finance -AllowedMembers contoso.com; "
                         "$null = New-CsPersistentChatRoom -Name Desk -Category Finance -Privacy Open; "
                         "Set-CsPersistentChatPolicy -EnablePersistentChat $true")
        check("a room to test", made.returncode == 0, made.stdout + made.stderr)
        at_kamailio(shell, work)
        at_wrong_certificate(shell, work)
        at_odd_peers(shell)
        at_a_stop(shell)


main()
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
