/* sockets.h -- connections, over any io.
 *
 * Plain functions over io_ready() (io.h): the system call comes first, and only
 * when it would block does the caller wait, until it is ready, its time is up
 * or it is cancelled. So that others have their turns, a caller that never has
 * to wait does so all the same now and then. Results are 0 or more, or a
 * negative errno value. All suspend but io_listen() and io_bind(). Nothing is left open by a
 * call that fails. */
#ifndef OVERLAP_CORE_SOCKETS_H
#define OVERLAP_CORE_SOCKETS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>

#include "core/io.h"

#ifdef __cplusplus
extern "C" {
#endif

struct addrinfo;

/* Bytes that came and were not yet taken: those from `begin` to `end`. */
struct io_buffer {
    char *bytes; /* `capacity` of them; the caller's */
    size_t capacity;
    size_t begin, end;
};

/* Listens on the loopback for TCP at *port, or at one that the kernel picks if
 * that is 0. Returns a descriptor, and the port in *port. */
int io_listen(uint16_t *port);

/* The same for UDP, whose datagrams are received and sent as they are. */
int io_bind(uint16_t *port);

/* Accepts a connection on `listener`, which must not block: as io_listen()
 * makes it. Any number of workers may do so at once. While the process or the
 * machine has no descriptor left, it waits for one; a connection that is gone
 * before it is accepted is passed over. Returns a descriptor that does not
 * block. */
int io_accept(struct io *io, int listener);

/* Connects to a host's TCP port, at the first of its addresses that answers.
 * `host` is as for io_resolve(). Returns a descriptor that does not block;
 * -EHOSTUNREACH: there is no such name, or what the last address said. */
int io_connect(struct io *io, const char *host, uint16_t port);

/* The addresses of a host's port, at least one, as getaddrinfo(3) finds them
 * for TCP; they do for UDP, too (asyncio's loop.getaddrinfo). The caller gives
 * them to freeaddrinfo(). `host` is an address, which is taken as it is, or a
 * name, which a thread of its own looks up while the loop runs on; a caller
 * that is cancelled leaves the thread to itself. Returns 0; -EHOSTUNREACH:
 * there is no such name; -EAGAIN: nobody could tell; -ENOMEM or -EMFILE. */
int io_resolve(struct io *io, const char *host, uint16_t port,
               struct addrinfo **found);

/* recv() and send(): at most `len` bytes; returns how many. A socket may block
 * or not, it makes no difference here. 0 from io_recv(): the other side has
 * closed. Whoever sends to one that is gone gets -EPIPE, and no signal. */
ssize_t io_recv(struct io *io, int fd, void *buf, size_t len);
ssize_t io_send(struct io *io, int fd, const void *buf, size_t len);

/* recvfrom() and sendto(): the same with an address, for datagrams. What of one
 * `len` has no room for is lost; one may be empty, so that 0 is no end. */
ssize_t io_recv_from(struct io *io, int fd, void *buf, size_t len,
                     struct sockaddr *from, socklen_t *bytes);
ssize_t io_send_to(struct io *io, int fd, const void *buf, size_t len,
                   const struct sockaddr *to, socklen_t bytes);

/* All `len` bytes, or fewer if the other side closed first. Returns how many. */
ssize_t io_recv_all(struct io *io, int fd, void *buf, size_t len);

/* All `len` bytes. Returns 0; on failure some may have been sent. */
int io_send_all(struct io *io, int fd, const void *buf, size_t len);

/* Receives more into the buffer, behind what it holds, which may move. Returns
 * how many bytes came, 0 if the other side has closed, or -ENOBUFS: it is full.
 */
ssize_t io_recv_more(struct io *io, int fd, struct io_buffer *in);

/* Takes a line from the buffer, receiving as much as that needs. *line points
 * into the buffer until the next call. Returns its length with its newline,
 * which only what comes before the end may lack; 0: the other side has closed;
 * -ENOBUFS: the line is longer than the buffer. */
ssize_t io_recv_line(struct io *io, int fd, struct io_buffer *in, char **line);

#ifdef __cplusplus
}
#endif

#endif
