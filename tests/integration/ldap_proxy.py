"""A TCP proxy in front of a directory server, which can be told to fail at a chosen request.

    with LdapProxy(host, port) as proxy:
        proxy.fail = Fault("modify", "after")      # cut once the server has the request, before its answer
It reads the requests' BER far enough to know their kind, so that a fault falls where the test means it.
"""
import socket
import threading
import time

KINDS = {0x60: "bind", 0x63: "search", 0x66: "modify", 0x68: "add", 0x4A: "delete", 0x6C: "rename",
         0x6E: "compare", 0x77: "extended", 0x42: "unbind", 0x50: "abandon"}


class Fault:
    """`where`: before (the server never sees it), middle (it sees half), after (its answer never comes back),
    half-closed (the same, and for a while only the answer's direction is closed). `again`: also later
    connections are refused. `answered`: the server answered what was let through."""

    def __init__(self, kind, where, again=False):
        self.kind, self.where, self.again = kind, where, again
        self.answered = False


def message_length(data):
    """The whole length of the first LDAP message in data, or 0 when more is needed to tell."""
    if len(data) < 2:
        return 0
    if data[1] < 0x80:
        return 2 + data[1]
    count = data[1] & 0x7F
    if len(data) < 2 + count:
        return 0
    return 2 + count + int.from_bytes(data[2:2 + count], "big")


def message_kind(message):
    at = 2 + (message[1] & 0x7F if message[1] >= 0x80 else 0)
    at += 2 + message[at + 1]  # the message id
    return KINDS.get(message[at], "other")


class LdapProxy:
    def __init__(self, host, port):
        self.target = (host, port)
        self.fail = None
        self.delay = 0.0  # before each answer
        self.refuse = False
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.url = f"ldap://127.0.0.1:{self.port}"
        self.open = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            if self.refuse:
                client.close()
                continue
            server = socket.create_connection(self.target)
            self.open += [client, server]
            deaf, answered = threading.Event(), threading.Event()
            threading.Thread(target=self._requests, args=(client, server, deaf, answered), daemon=True).start()
            threading.Thread(target=self._answers, args=(client, server, deaf, answered), daemon=True).start()

    def _requests(self, client, server, deaf, answered):
        data = b""
        try:
            while True:
                length = message_length(data)
                if length == 0 or len(data) < length:
                    more = client.recv(65536)
                    if not more:
                        break
                    data += more
                    continue
                message, data = data[:length], data[length:]
                fault = self.fail
                if fault and fault.kind == message_kind(message):
                    self._strike(fault, message, client, server, deaf, answered)
                    return
                server.sendall(message)
        except OSError:
            pass
        self._hang_up(client, server)

    def _strike(self, fault, message, client, server, deaf, answered):
        self.fail, self.refuse = None, fault.again
        if fault.where == "middle":
            server.sendall(message[:len(message) // 2])
        elif fault.where in ("after", "half-closed"):
            # Only when the server has answered is it sure that the change was made: nobody may look before.
            deaf.set()
            server.sendall(message)
            fault.answered = answered.wait(20)
            if fault.where == "half-closed":
                client.shutdown(socket.SHUT_WR)
                time.sleep(0.3)
        self._hang_up(client, server)

    def _answers(self, client, server, deaf, answered):
        try:
            while True:
                data = server.recv(65536)
                if not data:
                    break
                if deaf.is_set():
                    answered.set()
                    continue
                if self.delay:
                    time.sleep(self.delay)
                client.sendall(data)
        except OSError:
            pass
        if not deaf.is_set():
            self._hang_up(client, server)

    @staticmethod
    def _hang_up(*sockets):
        """Both threads of a connection may come here. Descriptors stay until the end, lest one of the two
        shuts down the connection that got the number of a closed one."""
        for each in sockets:
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()
        self._hang_up(*self.open)
        for each in self.open:
            each.close()
