/* test_permits.c -- permits as the blocking io takes them. */
#include "core/permits.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/shared.h"
#include "core/io/blocking.h"
#include "tests/unit.h"

#define SOON_US 20000
#define WORKERS 6
#define ROUNDS  300

static struct io_permits permits;
static struct blocking blocking;
static struct io *io = &blocking.io;
static atomic_int stop;
static int stop_fd;

static int open_two(void **state)
{
    (void)state;
    alarm(60); /* a call that does not wake must fail, not hang */
    atomic_store(&stop, 0);
    stop_fd = eventfd(0, EFD_CLOEXEC);
    blocking_open(&blocking, stop_fd);
    io->stop = &stop;
    return io_permits_open(&permits, 2);
}

static int close_two(void **state)
{
    (void)state;
    io_permits_close(&permits);
    blocking_close(&blocking);
    return close(stop_fd);
}

static void take_both(void)
{
    assert_int_equal(io_permit_take(io, &permits), 0);
    assert_int_equal(io_permit_take(io, &permits), 0);
}

static void there_are_as_many_as_were_made_and_given_back(void **state)
{
    (void)state;
    take_both();
    assert_int_equal(io_permits_try(&permits), -EAGAIN);
    io_permits_give(&permits);
    assert_int_equal(io_permits_try(&permits), 0);
    assert_int_equal(io_permits_try(&permits), -EAGAIN);
}

static void *give_soon(void *arg)
{
    usleep(SOON_US);
    io_permits_give(arg);
    return NULL;
}

static void who_waits_is_woken_and_the_wait_is_accounted_for(void **state)
{
    (void)state;
    pthread_t giver;
    take_both();
    uint64_t waited_ns = io->waited_ns;
    assert_int_equal(pthread_create(&giver, NULL, give_soon, &permits), 0);
    assert_int_equal(io_permit_take(io, &permits), 0);
    assert_true(io->waited_ns > waited_ns);
    pthread_join(giver, NULL);
    assert_int_equal(io_permits_try(&permits), -EAGAIN);
}

static void *stop_soon(void *arg)
{
    (void)arg;
    usleep(SOON_US);
    atomic_store(&stop, -ECANCELED);
    eventfd_write(stop_fd, 1);
    return NULL;
}

static void the_stop_and_the_deadline_end_the_wait(void **state)
{
    (void)state;
    pthread_t stopper;
    take_both();
    io->deadline_ns = io_now_ns() + 1000u * SOON_US;
    assert_int_equal(io_permit_take(io, &permits), -ETIMEDOUT);
    assert_true(io_now_ns() >= io->deadline_ns);
    io->deadline_ns = IO_NEVER;
    assert_int_equal(pthread_create(&stopper, NULL, stop_soon, NULL), 0);
    assert_int_equal(io_permit_take(io, &permits), -ECANCELED);
    pthread_join(stopper, NULL);
    io_permits_give(&permits); /* a waiter that gave up takes none */
    assert_int_equal(io_permits_try(&permits), 0);
    assert_int_equal(io_permits_try(&permits), -EAGAIN);
}

/* What forked workers report: how many hold a permit, and the most that did. */
struct starts_seen {
    atomic_int now, most, rounds;
};

static void hold_in_turns(struct starts_seen *seen)
{
    for (int i = 0; i < ROUNDS; i++) {
        if (io_permit_take(io, &permits))
            _exit(1);
        int now = atomic_fetch_add(&seen->now, 1) + 1;
        int most = atomic_load(&seen->most);
        while (now > most &&
               !atomic_compare_exchange_weak(&seen->most, &most, now))
            continue;
        atomic_fetch_add(&seen->rounds, 1);
        atomic_fetch_sub(&seen->now, 1);
        io_permits_give(&permits);
    }
    _exit(0);
}

static void forked_workers_never_hold_more_than_there_are(void **state)
{
    (void)state;
    struct starts_seen *seen = shared_alloc(sizeof *seen);
    assert_non_null(seen);
    for (int i = 0; i < WORKERS; i++)
        if (fork() == 0)
            hold_in_turns(seen);
    for (int i = 0, status; i < WORKERS; i++) {
        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
    }
    assert_int_equal(seen->rounds, WORKERS * ROUNDS);
    assert_int_in_range(seen->most, 1, 2);
    take_both();
    assert_int_equal(io_permits_try(&permits), -EAGAIN);
    shared_free(seen, sizeof *seen);
}

/* Forks a process that takes a permit by `way` and is killed holding it. */
static pid_t kill_holder(int (*way)(const struct io_permits *permits))
{
    int said[2], status;
    char word;
    assert_int_equal(pipe(said), 0);
    pid_t pid = fork();
    if (pid == 0) {
        word = way(&permits) == 0 ? 'y' : 'n';
        _exit(write(said[1], &word, 1) == 1 && pause() < 0);
    }
    assert_int_equal(read(said[0], &word, 1), 1);
    assert_int_equal(word, 'y');
    kill(pid, SIGKILL);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    close(said[0]);
    close(said[1]);
    return pid;
}

static void assert_two_are_free(void)
{
    for (int round = 0; round < 3; round++) {
        assert_int_equal(io_permits_try(&permits), 0);
        assert_int_equal(io_permits_try(&permits), 0);
        assert_int_equal(io_permits_try(&permits), -EAGAIN);
        io_permits_give(&permits);
        io_permits_give(&permits);
    }
}

static void what_the_dead_held_comes_back(void **state)
{
    (void)state;
    pid_t dead = kill_holder(io_permits_try);
    assert_int_equal(io_permits_try(&permits), 0);
    assert_int_equal(io_permits_try(&permits), -EAGAIN);
    io_permits_reclaim(dead);
    io_permits_give(&permits);
    assert_two_are_free();
}

/* What a process killed in the middle of taking a permit has done. */
static int only_count(const struct io_permits *of)
{
    eventfd_t one;
    return eventfd_read(of->fd, &one);
}

static void what_the_dead_had_only_counted_comes_back(void **state)
{
    (void)state;
    io_permits_reclaim(kill_holder(only_count));
    assert_two_are_free();
}

static int take_none(const struct io_permits *of)
{
    (void)of;
    return 0;
}

static void the_death_of_who_held_none_makes_none(void **state)
{
    (void)state;
    io_permits_reclaim(kill_holder(take_none));
    io_permits_reclaim(kill_holder(take_none));
    assert_two_are_free();
}

static void one_can_not_give_what_one_does_not_hold(void **state)
{
    (void)state;
    io_permits_give(&permits);
    assert_two_are_free();
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_two, close_two)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(there_are_as_many_as_were_made_and_given_back),
        TEST(who_waits_is_woken_and_the_wait_is_accounted_for),
        TEST(the_stop_and_the_deadline_end_the_wait),
        TEST(forked_workers_never_hold_more_than_there_are),
        TEST(what_the_dead_held_comes_back),
        TEST(what_the_dead_had_only_counted_comes_back),
        TEST(the_death_of_who_held_none_makes_none),
        TEST(one_can_not_give_what_one_does_not_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
