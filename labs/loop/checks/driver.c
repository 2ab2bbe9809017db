/* driver.c -- runs a loop as the judge says, and tells whom it calls back.
 *
 * The loop's world is ours: its clock stands still until the loop waits, and a
 * wait that no descriptor ends takes no time at all. Each line that is heard
 * runs one function of the table at the end, and is answered by what happened,
 * and "done". */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>

#include "driver.h"
#include "loop.h"

enum { THINGS_MAX = 1200, WAITS_MAX = 20000, DESCRIPTORS_MAX = 4096 };

static struct {
    long long begin_ms, now_ms;
    int waits;
    int interrupts; /* every so many waits, one is interrupted; 0: none */
} world;

static long long world_now_ms(void)
{
    return world.now_ms;
}

static _Noreturn void stop(const char *why)
{
    char line[DRIVER_LINE_MAX];
    driver_say("stop %s", why);
    driver_say("done");
    driver_hear(line);
    _exit(0);
}

static int world_wait(int epoll_fd, struct epoll_event *events, int capacity,
                      int timeout_ms)
{
    if (++world.waits > WAITS_MAX)
        stop("the loop waited 20000 times: it asks again and again");
    if (world.interrupts && world.waits % world.interrupts == 0) {
        errno = EINTR;
        return -1;
    }
    int count = epoll_wait(epoll_fd, events, capacity, 0);
    if (count != 0)
        return count;
    if (timeout_ms < 0)
        stop("the loop waits for ever: no timer is due, no descriptor ready");
    world.now_ms += timeout_ms;
    return 0;
}

static const struct loop_world ours = {world_now_ms, world_wait};

/* ---- What callbacks are about ---- */

static struct thing {
    int index, other; /* other: its peer's descriptor, or a timer's index */
    int fd, timer, calls;
    char *mine; /* freed as soon as it is unwatched */
} things[THINGS_MAX];
static int things_count;

static long long since_begin_ms(void)
{
    return world.now_ms - world.begin_ms;
}

/* Numbers of the line that was heard, after its first word. */
static int numbers_read(const char *line, long long *numbers, int most)
{
    int count = 0;
    const char *at = strchr(line, ' ');
    for (char *end; at && count < most; at = end) {
        long long number = strtoll(at, &end, 10);
        if (end == at)
            break;
        numbers[count++] = number;
    }
    return count;
}

static struct loop *begin(void)
{
    struct loop *loop = loop_open(&ours);
    if (!loop)
        stop("loop_open() returned NULL");
    world.waits = 0;
    world.begin_ms = world.now_ms;
    return loop;
}

static void must(const char *call, int result)
{
    char why[100];
    if (result >= 0)
        return;
    snprintf(why, sizeof why, "%s returned %d", call, result);
    stop(why);
}

/* A pair of sockets: ours is the thing's `other`. */
static struct thing *pair(int index)
{
    int ends[2];
    struct thing *thing = &things[index];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
        stop("no more sockets");
    *thing = (struct thing){.index = index, .fd = ends[0], .other = ends[1]};
    thing->mine = calloc(1, 100);
    return thing;
}

static void unpair(struct thing *thing)
{
    close(thing->fd);
    close(thing->other);
    free(thing->mine);
    thing->mine = NULL;
}

static void put(int fd, const char *bytes, size_t size)
{
    if (write(fd, bytes, size) != (ssize_t)size)
        stop("a socket is full");
}

static void drop(struct loop *loop, struct thing *thing)
{
    must("loop_unwatch()", loop_unwatch(loop, thing->fd));
    free(thing->mine);
    thing->mine = NULL;
}

/* ---- Timers ---- */

static void on_timer(struct loop *loop, void *arg)
{
    const struct thing *thing = arg;
    (void)loop;
    driver_say("timer %d at %lld", thing->index, since_begin_ms());
}

/* timers INTERRUPTS MS...: starts them, and runs. */
static void timers(const char *line)
{
    long long ms[64] = {0};
    int count = numbers_read(line, ms, 64);
    struct loop *loop = begin();
    world.interrupts = (int)ms[0];
    for (int i = 1; i < count; i++) {
        things[i].index = i - 1;
        must("loop_timer()", loop_timer(loop, ms[i], on_timer, &things[i]));
    }
    loop_run(loop);
    world.interrupts = 0;
    driver_say("waits %d", world.waits);
    loop_close(loop);
}

static void on_stopping(struct loop *loop, void *arg)
{
    struct thing *thing = arg;
    int self = loop_timer_stop(loop, thing->timer);
    int other = loop_timer_stop(loop, things[thing->other].timer);
    int again = loop_timer_stop(loop, things[thing->other].timer);
    driver_say("stopped itself %d, the other %d, and again %d", self, other,
               again);
}

/* stops MS A B MS...: timer 0 stops B in its callback, A is stopped before. */
static void stops(const char *line)
{
    long long ms[64] = {0};
    int count = numbers_read(line, ms, 64);
    struct loop *loop = begin();
    things[0] = (struct thing){.index = 0, .other = (int)ms[2]};
    things[0].timer = loop_timer(loop, ms[0], on_stopping, &things[0]);
    for (int i = 1; i < count - 2; i++) {
        things[i].index = i;
        things[i].timer = loop_timer(loop, ms[i + 2], on_timer, &things[i]);
    }
    must("loop_timer_stop()", loop_timer_stop(loop, things[ms[1]].timer));
    loop_run(loop);
    loop_close(loop);
}

static void on_again(struct loop *loop, void *arg)
{
    struct thing *thing = arg;
    if (++thing->calls < thing->index)
        loop_timer(loop, 0, on_again, thing);
}

static void on_first_ready(struct loop *loop, int fd, unsigned events,
                           void *arg)
{
    struct thing *thing = arg;
    (void)fd, (void)events;
    driver_say("ready after %d", things[1].calls);
    drop(loop, thing);
}

static void on_write(struct loop *loop, void *arg)
{
    struct thing *thing = arg;
    (void)loop;
    put(thing->other, "x", 1);
}

/* fair TIMES: a timer starts itself so often, and a descriptor is ready. */
static void fair(const char *line)
{
    long long times = 0;
    numbers_read(line, &times, 1);
    struct loop *loop = begin();
    struct thing *thing = pair(0);
    things[1] = (struct thing){.index = (int)times};
    must("loop_watch()",
         loop_watch(loop, thing->fd, EPOLLIN, on_first_ready, thing));
    loop_timer(loop, 5, on_write, thing);
    loop_timer(loop, 5, on_again, &things[1]);
    loop_run(loop);
    driver_say("called %d", things[1].calls);
    loop_close(loop);
    unpair(thing);
}

/* ---- Descriptors ---- */

static void on_readable(struct loop *loop, int fd, unsigned events, void *arg)
{
    struct thing *thing = arg;
    char byte;
    if (fd != thing->fd || !(events & EPOLLIN) || read(fd, &byte, 1) != 1)
        driver_say("wrong %d: descriptor %d of %d, events %#x", thing->index,
                   fd, thing->fd, events);
    thing->calls++;
    if (--thing->timer == 0)
        drop(loop, thing);
}

static void on_drop_all(struct loop *loop, void *arg)
{
    (void)arg;
    for (int i = 0; i < things_count; i++)
        if (things[i].mine)
            drop(loop, &things[i]);
}

static void on_writable(struct loop *loop, int fd, unsigned events, void *arg)
{
    struct thing *thing = arg;
    driver_say("writable %d %d", fd == thing->fd, (events & EPOLLOUT) != 0);
    drop(loop, thing);
}

/* watch BYTES...: each socket has so many to read, one a call; and one more can
 * be written. */
static void watch(const char *line)
{
    long long bytes[32] = {0};
    int count = numbers_read(line, bytes, 32);
    struct loop *loop = begin();
    for (int i = 0; i < count; i++) {
        struct thing *thing = pair(i);
        thing->timer = (int)bytes[i];
        put(thing->other, "................................", (size_t)bytes[i]);
        must("loop_watch()",
             loop_watch(loop, thing->fd, EPOLLIN, on_readable, thing));
    }
    things_count = count + 1;
    struct thing *writable = pair(count);
    must("loop_watch()",
         loop_watch(loop, writable->fd, EPOLLOUT, on_writable, writable));
    driver_say("twice %d", loop_watch(loop, things[0].fd, EPOLLIN, on_readable,
                                      NULL) == -EEXIST);
    loop_timer(loop, 10, on_drop_all, NULL);
    loop_run(loop);
    for (int i = 0; i < count; i++)
        driver_say("calls %d", things[i].calls);
    for (int i = 0; i <= count; i++)
        unpair(&things[i]);
    loop_close(loop);
}

static void on_own(struct loop *loop, int fd, unsigned events, void *arg)
{
    struct thing *thing = arg;
    (void)fd, (void)events;
    if (!thing->mine)
        stop("called back after loop_unwatch()");
    thing->mine[0]++;
    drop(loop, thing);
    things[0].calls++;
}

/* own COUNT: each callback removes its own watch. */
static void own(const char *line)
{
    long long count = 0;
    numbers_read(line, &count, 1);
    struct loop *loop = begin();
    for (int i = 0; i < count; i++) {
        struct thing *thing = pair(i);
        put(thing->other, "x", 1);
        must("loop_watch()",
             loop_watch(loop, thing->fd, EPOLLIN, on_own, thing));
    }
    loop_run(loop);
    driver_say("called %d", things[0].calls);
    for (int i = 0; i < count; i++)
        unpair(&things[i]);
    loop_close(loop);
}

static void on_others(struct loop *loop, int fd, unsigned events, void *arg)
{
    struct thing *thing = arg;
    (void)fd, (void)events;
    driver_say("called %d", thing->mine != NULL);
    if (thing->mine)
        on_drop_all(loop, NULL);
}

/* others COUNT: all are ready, and the first callback removes all watches. */
static void others(const char *line)
{
    long long count = 0;
    numbers_read(line, &count, 1);
    struct loop *loop = begin();
    things_count = (int)count;
    for (int i = 0; i < count; i++) {
        struct thing *thing = pair(i);
        put(thing->other, "x", 1);
        must("loop_watch()",
             loop_watch(loop, thing->fd, EPOLLIN, on_others, thing));
    }
    loop_run(loop);
    for (int i = 0; i < count; i++)
        unpair(&things[i]);
    loop_close(loop);
}

static void on_new(struct loop *loop, int fd, unsigned events, void *arg)
{
    struct thing *thing = arg;
    (void)fd, (void)events;
    driver_say("new at %lld", since_begin_ms());
    drop(loop, thing);
}

/* Its descriptor's number goes to a socket with nothing to read. */
static void on_reuse(struct loop *loop, int fd, unsigned events, void *arg)
{
    struct thing *self = arg;
    struct thing *old = &things[1 - self->index];
    (void)fd, (void)events;
    driver_say("old");
    drop(loop, self);
    drop(loop, old);
    int number = old->fd;
    unpair(old);
    struct thing *fresh = pair(2);
    if (fresh->fd != number) {
        dup2(fresh->fd, number);
        close(fresh->fd);
        fresh->fd = number;
    }
    must("loop_watch()", loop_watch(loop, number, EPOLLIN, on_new, fresh));
    loop_timer(loop, 7, on_write, fresh);
}

static void reuse(const char *line)
{
    (void)line;
    struct loop *loop = begin();
    for (int i = 0; i < 2; i++) {
        struct thing *thing = pair(i);
        put(thing->other, "x", 1);
        must("loop_watch()",
             loop_watch(loop, thing->fd, EPOLLIN, on_reuse, thing));
    }
    loop_run(loop);
    loop_close(loop);
    for (int i = 0; i < 3; i++)
        if (things[i].mine || i == 2)
            unpair(&things[i]);
}

/* ---- Lines ---- */

static struct {
    char *bytes;
    size_t size, sent, chunk;
    int stop_after;
} text;

static void on_line(struct loop *loop, int fd, const char *line, void *arg)
{
    struct thing *thing = arg;
    if (!line) {
        driver_say("end %d", loop_unwatch(loop, fd) == -ENOENT);
        return;
    }
    size_t length = strlen(line);
    bool same = strspn(line, (char[2]){line[0], '\0'}) == length;
    driver_say("line %zu %c%s", length, length ? line[0] : '-',
               same ? "" : " mixed");
    if (++thing->calls == text.stop_after)
        drop(loop, thing);
}

static void on_send(struct loop *loop, void *arg)
{
    struct thing *thing = arg;
    size_t left = text.size - text.sent;
    size_t part = left < text.chunk ? left : text.chunk;
    if (part == 0) {
        shutdown(thing->other, SHUT_WR);
        return;
    }
    put(thing->other, text.bytes + text.sent, part);
    text.sent += part;
    loop_timer(loop, 1, on_send, thing);
}

/* lines CHUNK STOP_AFTER LENGTH...: lines of these lengths, sent in chunks; of
 * the last one the newline is missing. Line i has only letter i. */
static void lines(const char *line)
{
    long long lengths[64] = {0};
    int count = numbers_read(line, lengths, 64);
    struct loop *loop = begin();
    text.bytes = malloc(1 << 20);
    text.size = text.sent = 0;
    text.chunk = (size_t)lengths[0];
    text.stop_after = (int)lengths[1];
    for (int i = 2; i < count; i++) {
        memset(text.bytes + text.size, 'a' + (i - 2) % 26, (size_t)lengths[i]);
        text.size += (size_t)lengths[i];
        text.bytes[text.size++] = '\n';
    }
    text.size--;
    struct thing *thing = pair(0);
    must("loop_lines()", loop_lines(loop, thing->fd, on_line, thing));
    loop_timer(loop, 1, on_send, thing);
    loop_run(loop);
    loop_close(loop);
    unpair(thing);
    free(text.bytes);
}

/* ---- Many ---- */

static int answered, ended;

static void on_request(struct loop *loop, int fd, const char *line, void *arg)
{
    struct thing *thing = arg;
    char answer[32];
    (void)loop;
    if (!line) {
        ended++;
        close(fd);
        return;
    }
    if (thing->index == things_count / 2) {
        driver_say("look");
        driver_hear((char[DRIVER_LINE_MAX]){0});
    }
    int length = snprintf(answer, sizeof answer, "%d\n", atoi(line) + 1);
    put(fd, answer, (size_t)length);
}

static void on_answer(struct loop *loop, int fd, const char *line, void *arg)
{
    struct thing *thing = arg;
    if (line && atoi(line) == thing->index + 1)
        answered++;
    if (line) {
        loop_unwatch(loop, fd);
        close(fd);
    }
}

/* many COUNT: so many connections, and both ends of each are ours. */
static void many(const char *line)
{
    long long count = 0;
    char request[32];
    numbers_read(line, &count, 1);
    struct loop *loop = begin();
    answered = ended = 0;
    things_count = (int)count;
    for (int i = 0; i < count; i++) {
        struct thing *thing = pair(i);
        must("loop_lines()", loop_lines(loop, thing->fd, on_request, thing));
        must("loop_lines()", loop_lines(loop, thing->other, on_answer, thing));
    }
    for (int i = 0; i < count; i++) {
        int length = snprintf(request, sizeof request, "%d\n", i);
        put(things[i].other, request, (size_t)length);
    }
    loop_run(loop);
    driver_say("answered %d ended %d", answered, ended);
    loop_close(loop);
    for (int i = 0; i < count; i++)
        free(things[i].mine);
}

/* ---- Ends ---- */

static void on_stop(struct loop *loop, void *arg)
{
    on_timer(loop, arg);
    loop_stop(loop);
}

/* halt A B C: the timer that is due at B stops the loop, which runs again. */
static void halt(const char *line)
{
    long long ms[3] = {0};
    numbers_read(line, ms, 3);
    struct loop *loop = begin();
    for (int i = 0; i < 3; i++) {
        things[i].index = i;
        loop_timer(loop, ms[i], i == 1 ? on_stop : on_timer, &things[i]);
    }
    loop_run(loop);
    driver_say("returned");
    loop_run(loop);
    driver_say("returned");
    loop_close(loop);
}

static int descriptors_count(void)
{
    int count = 0;
    for (int fd = 0; fd < DESCRIPTORS_MAX; fd++)
        count += syscall(SYS_fcntl, fd, F_GETFD) >= 0;
    return count;
}

/* rest COUNT: loops that are closed with timers and watches left. */
static void rest(const char *line)
{
    long long count = 0;
    numbers_read(line, &count, 1);
    int before = descriptors_count();
    for (int i = 0; i < count; i++) {
        struct loop *loop = begin();
        struct thing *thing = pair(0), *other = pair(1);
        loop_timer(loop, 1000, on_timer, thing);
        must("loop_watch()",
             loop_watch(loop, thing->fd, EPOLLIN, on_readable, thing));
        must("loop_lines()", loop_lines(loop, other->fd, on_line, other));
        loop_close(loop);
        if (fcntl(thing->fd, F_GETFD) < 0 || fcntl(other->fd, F_GETFD) < 0)
            stop("loop_close() closed a descriptor that is not the loop's");
        unpair(thing);
        unpair(other);
    }
    driver_say("descriptors %d more", descriptors_count() - before);
}

static const struct {
    const char *word;
    void (*run)(const char *line);
} commands[] = {{"timers", timers}, {"stops", stops}, {"fair", fair},
                {"watch", watch},   {"own", own},     {"others", others},
                {"reuse", reuse},   {"lines", lines}, {"many", many},
                {"halt", halt},     {"rest", rest},   {NULL, NULL}};

int main(void)
{
    char line[DRIVER_LINE_MAX];
    world.now_ms = (1LL << 40) + INT_MAX - 1000; /* an int overflows soon */
    driver_say("ready");
    while (driver_hear(line)) {
        memset(things, 0, sizeof things);
        for (int i = 0; commands[i].word; i++)
            if (strncmp(line, commands[i].word, strcspn(line, " ")) == 0)
                commands[i].run(line);
        driver_say("done");
    }
    _exit(0);
}
