"""threads.py PORT PAGE DELAY_MS -- a thread serves a connection."""
import socketserver
import sys
import time

with open(sys.argv[2], "rb") as file:
    PAGE = file.read()
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(PAGE) + PAGE
DELAY_S = float(sys.argv[3]) / 1e3


class Connection(socketserver.StreamRequestHandler):
    def handle(self):
        for line in self.rfile:
            if line == b"\r\n":
                if DELAY_S:
                    time.sleep(DELAY_S)
                self.wfile.write(ANSWER)


class Server(socketserver.ThreadingTCPServer):
    request_queue_size = 4096
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass  # a client that is gone


Server(("127.0.0.1", int(sys.argv[1])), Connection).serve_forever()
