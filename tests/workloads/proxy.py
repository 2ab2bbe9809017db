"""proxy.py -- an HTTP proxy for tests, on a loopback port that it prints.

Whatever host a request names, it asks 127.0.0.1 instead, at the ports it is
given: PLAIN for http://, TLS for CONNECT. It prints each request's line.
It answers `http://odd.test/` itself, with escape sequences for a terminal, and
refuses to CONNECT to forbidden.*. It ends when its standard input does.
"""
import socket
import sys
import threading

ODD = (b"HTTP/1.1 404 \x1b]0;owned\x07\x1b[31mred\r\n"
       b"Content-Length: 0\r\n\r\n")
PLAIN, TLS = int(sys.argv[1]), int(sys.argv[2])


def pump(source, sink):
    while data := source.recv(65536):
        sink.sendall(data)
    sink.shutdown(socket.SHUT_WR)


def serve(client):
    head = b""
    while b"\r\n\r\n" not in head:
        head += client.recv(65536) or b"\r\n\r\n"
    line = head.split(b"\r\n")[0]
    print(line.decode("latin-1"), flush=True)
    method, target, version = line.split(b" ")
    if target.startswith(b"http://odd.test/"):
        client.sendall(ODD)
        client.close()
        return
    if method == b"CONNECT" and target.startswith(b"forbidden."):
        client.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        client.close()
        return
    port = TLS if method == b"CONNECT" else PLAIN
    server = socket.create_connection(("127.0.0.1", port))
    if method == b"CONNECT":
        client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
    else:
        path = b"/" + target.split(b"/", 3)[3]
        server.sendall(head.replace(target, path, 1))
    threading.Thread(target=pump, args=(server, client), daemon=True).start()
    pump(client, server)


listener = socket.create_server(("127.0.0.1", 0), backlog=128)
print(listener.getsockname()[1], flush=True)


def accept():
    while True:
        client = listener.accept()[0]
        threading.Thread(target=serve, args=(client,), daemon=True).start()


threading.Thread(target=accept, daemon=True).start()
sys.stdin.read()
