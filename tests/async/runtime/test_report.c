/* test_report.c -- what a loop reports: deadlocks, slow steps, overflows, calls
 * from outside; and Ctrl-C. */
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "async/runtime/coroutine.h"
#include "core/database.h"
#include "tests/async/transcript.h"

#if defined(COROUTINE_ASAN) || defined(COROUTINE_TSAN)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif
#define SANITIZERS_REPORT "sanitizers report it in their own way"

static char said[4096];        /* by the last child, on standard error */
static struct sigaction usual; /* on SIGSEGV; cmocka catches it */

/* Calls run() in a process of its own and returns its wait status. */
static int status_of(int (*run)(void))
{
    int fds[2];
    if (pipe(fds))
        return -1;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        dup2(fds[1], STDERR_FILENO);
        sigaction(SIGSEGV, &usual, NULL);
        setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
        _exit(run());
    }
    close(fds[1]);
    size_t used = 0;
    ssize_t got;
    while ((got = read(fds[0], said + used, sizeof said - 1 - used)) > 0)
        used += (size_t)got;
    said[used] = '\0';
    close(fds[0]);
    int status = -1;
    waitpid(child, &status, 0);
    return status;
}

static void assert_said(const char *text)
{
    if (!strstr(said, text))
        fail_msg("expected \"%s\", found \"%s\"", text, said);
}

static void on_signal(int number)
{
    (void)number;
}

static bool handles(int number, void (*handler)(int), int flags)
{
    struct sigaction now;
    return sigaction(number, NULL, &now) == 0 && now.sa_handler == handler &&
           (now.sa_flags & SA_ONSTACK) == flags;
}

static struct async_lock lock = {.name = "door"};

static int want_lock(struct io *io, void *arg)
{
    (void)arg;
    return async_lock_acquire(io, &lock);
}

static int lock_forever(struct io *io, void *arg)
{
    (void)arg;
    struct async_task *task;
    const struct async_options options = {.name = "guest"};
    async_lock_acquire(io, &lock);
    async_spawn_with(io, &options, want_lock, NULL, &task);
    return async_await(io, task);
}

static int run_deadlock(void)
{
    return async_run(lock_forever, NULL) == -EDEADLK ? 0 : 1;
}

static void a_deadlock_report_says_who_waits_for_what(void **state)
{
    (void)state;
    assert_int_equal(status_of(run_deadlock), 0);
    assert_said("2 tasks are alive");
    assert_said("'guest' waits for lock 'door', which 'Task-1' holds");
    assert_said("'Task-1' waits for task 'guest'");
}

static int want_event(struct io *io, void *arg)
{
    return async_event_wait(io, arg);
}

static int want_permit(struct io *io, void *arg)
{
    return async_semaphore_acquire(io, arg);
}

static int want_item(struct io *io, void *arg)
{
    void *item;
    return async_queue_get(io, arg, &item);
}

static int want_space(struct io *io, void *arg)
{
    return async_queue_put(io, arg, NULL);
}

static int want_notice(struct io *io, void *arg)
{
    struct async_condition *condition = arg;
    async_lock_acquire(io, condition->lock);
    int err = async_condition_wait(io, condition);
    async_lock_release(condition->lock);
    return err;
}

/* Two of each, of which the second has no name. */
static int want_everything(struct io *io, void *arg)
{
    (void)arg;
    static struct async_lock under;
    static struct async_event events[] = {{.name = "bell"}, {0}};
    static struct async_semaphore seats[] = {{.name = "seats"}, {0}};
    static struct async_condition news[] = {{.name = "news", .lock = &under},
                                            {.lock = &under}};
    static struct async_queue empty[2], full[2];
    static void *slots[4];
    for (int i = 0; i < 2; i++) {
        async_queue_open(&empty[i], &slots[i], 1);
        async_queue_open(&full[i], &slots[2 + i], 1);
        async_queue_put_nowait(&full[i], NULL);
        empty[i].name = i ? NULL : "inbox";
        full[i].name = i ? NULL : "outbox";
        async_spawn(io, want_event, &events[i], NULL);
        async_spawn(io, want_permit, &seats[i], NULL);
        async_spawn(io, want_notice, &news[i], NULL);
        async_spawn(io, want_item, &empty[i], NULL);
        async_spawn(io, want_space, &full[i], NULL);
    }
    return async_event_wait(io, &events[0]);
}

static int run_deadlock_of_all(void)
{
    return async_run(want_everything, NULL) == -EDEADLK ? 0 : 1;
}

static void a_deadlock_report_names_what_tasks_wait_for(void **state)
{
    (void)state;
    assert_int_equal(status_of(run_deadlock_of_all), 0);
    assert_said("'Task-1' waits for event 'bell'\n");
    assert_said("'Task-2' waits for event 'bell'\n");
    assert_said("'Task-3' waits for semaphore 'seats'\n");
    assert_said("'Task-4' waits for condition 'news'\n");
    assert_said("'Task-5' waits for an item in the queue 'inbox'\n");
    assert_said("'Task-6' waits for space in the queue 'outbox'\n");
    assert_said("'Task-7' waits for event\n");
    assert_said("'Task-8' waits for semaphore\n");
    assert_said("'Task-9' waits for condition\n");
    assert_said("'Task-10' waits for an item in the queue\n");
    assert_said("'Task-11' waits for space in the queue\n");
}

static int want_one_event(struct io *io, void *arg)
{
    (void)arg;
    static struct async_event never;
    for (int i = 0; i < 22; i++)
        async_spawn(io, want_event, &never, NULL);
    return async_event_wait(io, &never);
}

static int run_large_deadlock(void)
{
    return async_run(want_one_event, NULL) == -EDEADLK ? 0 : 1;
}

static void a_deadlock_report_is_no_longer_than_people_read(void **state)
{
    (void)state;
    assert_int_equal(status_of(run_large_deadlock), 0);
    assert_said("23 tasks are alive");
    assert_said("'Task-4' waits for event\n  and 3 more\n");
    assert_null(strstr(said, "'Task-3'"));
}

static int stall(struct io *io, void *arg)
{
    (void)arg;
    poll(NULL, 0, 120);
    return async_yield(io);
}

static int run_slow_step(void)
{
    setenv("ASYNC_DEBUG", "1", 1);
    return async_run(stall, NULL);
}

static void a_slow_step_is_named_in_debug(void **state)
{
    (void)state;
    assert_int_equal(status_of(run_slow_step), 0);
    assert_said("'Task-1' blocked the loop for 1");
}

/* Visible, so that it has a name at run time. */
int block_visibly(int ms);

__attribute__((noinline)) int block_visibly(int ms)
{
    int ready = poll(NULL, 0, ms); /* no tail call: it is to have a frame */
    return ready < 0 ? 0 : ready;
}

static int call_a_blocker(struct io *io, void *arg)
{
    (void)io;
    (void)arg;
    return block_visibly(30);
}

/* Two in one turn of the loop. */
static int spawn_blockers(struct io *io, void *arg)
{
    static const char *const names[] = {"culprit", "accomplice"};
    struct async_task *tasks[2];
    int err = 0;
    (void)arg;
    for (int i = 0; !err && i < 2; i++) {
        struct async_options options = {.name = names[i]};
        if (!SANITIZED) /* there is no room for the handler */
            options.stack_bytes = ASYNC_STACK_SMALL;
        err = async_spawn_with(io, &options, call_a_blocker, NULL, &tasks[i]);
    }
    for (int i = 0; !err && i < 2; i++)
        err = async_await(io, tasks[i]);
    return err;
}

static int run_blocker(void)
{
    setenv("ASYNC_DEBUG", "5ms", 1);
    return async_run(spawn_blockers, NULL);
}

/* Runs it until it says `text`: a busy machine may stop a step for so long
 * before it comes to what blocks that it is caught there. */
static void run_until_said(int (*run)(void), const char *text)
{
    for (int tries = 0; tries < 50; tries++) {
        assert_int_equal(status_of(run), 0);
        if (strstr(said, text))
            return;
    }
    assert_said(text);
}

static void the_stack_of_a_slow_step_is_shown_to_its_entry(void **state)
{
    (void)state;
    run_until_said(run_blocker, "(block_visibly+0x");
    assert_said("'culprit' blocked the loop for ");
    assert_said("'accomplice' has been blocking the loop for ");
    char *begin = strstr(said, "'culprit' has been blocking the loop for ");
    assert_non_null(begin);
    assert_null(strstr(begin + 1, "'culprit' has been blocking"));
    char *end = strstr(begin, "async: for names and lines: ");
    assert_non_null(end);
    *end = '\0';
    assert_non_null(strstr(begin, "(block_visibly+0x"));
    assert_null(strstr(begin, "(main+0x"));
}

/* Has no name at run time. */
static __attribute__((noinline)) int hog(void)
{
    uint64_t end_ns = io_now_ns() + 30 * MS_NS;
    while (io_now_ns() < end_ns)
        continue;
    return 0;
}

static int compute(struct io *io, void *arg)
{
    (void)io;
    (void)arg;
    return hog() + 1;
}

static int run_hog(void)
{
    setenv("ASYNC_DEBUG", "5ms", 1);
    return async_run(compute, NULL) == 1 ? 0 : 1;
}

static char command[sizeof said];

static int run_command(void)
{
    dup2(STDERR_FILENO, STDOUT_FILENO);
    execl("/bin/sh", "sh", "-c", command, NULL);
    return 1;
}

static void a_stack_is_shown_once_with_a_way_to_local_names(void **state)
{
    (void)state;
#ifdef COROUTINE_TSAN
    skip_because("it holds a signal back until the task waits");
#endif
    const char *innermost = NULL;
    for (int tries = 0; !innermost && tries < 50; tries++) {
        run_until_said(run_hog, "addr2line ");
        const char *line = strstr(said, "addr2line ");
        assert_null(strstr(line, "has been blocking")); /* it goes on */
        snprintf(command, sizeof command, "%.*s", (int)strcspn(line, "\n"),
                 line);
        assert_int_equal(status_of(run_command), 0);
        innermost = strstr(said, "hog at ");
    }
    assert_non_null(innermost);
    assert_non_null(strstr(innermost, "compute at "));
    assert_null(strstr(said, "\nmain at "));
}

static int block_with_own_handler(struct io *io, void *arg)
{
    (void)io;
    (void)arg;
    block_visibly(30);
    return handles(SIGURG, on_signal, 0);
}

static int run_with_own_sigurg(void)
{
    setenv("ASYNC_DEBUG", "5ms", 1);
    signal(SIGURG, on_signal);
    return async_run(block_with_own_handler, NULL) == 1 ? 0 : 1;
}

static void a_program_keeps_its_own_handling_of_sigurg(void **state)
{
    (void)state;
    assert_int_equal(status_of(run_with_own_sigurg), 0);
    assert_said("'Task-1' blocked the loop for ");
    assert_null(strstr(said, "has been blocking"));
}

static const char *debug_value;

static int run_with_value(void)
{
    setenv("ASYNC_DEBUG", debug_value, 1);
    return async_run(compute, NULL) == 1 ? 0 : 1;
}

static void what_is_slow_can_be_set(void **state)
{
    (void)state;
    debug_value = "1000s";
    assert_int_equal(status_of(run_with_value), 0);
    assert_string_equal(said, "");
    debug_value = "1ms";
    assert_int_equal(status_of(run_with_value), 0);
    assert_said("'Task-1' blocked the loop for ");
}

static void a_bad_value_is_refused_in_a_line_and_debug_is_off(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "yes",
        "5",
        "0ms",
        "0s",
        "-1s",
        "5 ms",
        "5msx",
        "ms",
        "1.5s",
        " 1",
        "1\n",
        "1000000000s",
        "99999999999999999999ms",
        "a value that is so long that it is cut off somewhere",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        debug_value = bad[i];
        assert_int_equal(status_of(run_with_value), 0);
        assert_said("async: found ASYNC_DEBUG=");
        assert_said(", expected 1, or a time such as 50ms or 2s: debug is off");
        assert_ptr_equal(strchr(said, '\n'), said + strlen(said) - 1);
    }
}

static int swallow(struct io *io, void *arg)
{
    (void)arg;
    io_sleep(io, HOUR_NS);
    return 0;
}

static int cancel_swallower(struct io *io, void *arg)
{
    (void)arg;
    const struct async_options options = {.name = "stubborn"};
    struct async_task *task;
    async_spawn_with(io, &options, swallow, NULL, &task);
    async_yield(io);
    async_cancel(task);
    return async_await(io, task);
}

static int run_swallower(void)
{
    setenv("ASYNC_DEBUG", "1", 1);
    return async_run(cancel_swallower, NULL);
}

static void a_swallowed_cancellation_is_named_in_debug(void **state)
{
    (void)state;
    assert_int_equal(status_of(run_swallower), 0);
    assert_said("'stubborn' was cancelled but returned no error");
}

static int sleep_twice(struct io *io, void *arg)
{
    (void)arg;
    io_sleep(io, HOUR_NS);
    return io_sleep(io, HOUR_NS);
}

static int leave_stubborn(struct io *io, void *arg)
{
    (void)arg;
    const struct async_options options = {.name = "stubborn"};
    async_spawn_with(io, &options, sleep_twice, NULL, NULL);
    return async_yield(io);
}

static int run_survivor(void)
{
    return async_run(leave_stubborn, NULL);
}

static void a_run_names_a_task_that_outlives_it_and_still_ends(void **state)
{
    (void)state;
    assert_int_equal(status_of(run_survivor), 0);
    assert_said("'stubborn'");
}

static int dig(struct io *io, int depth)
{
    volatile int local = depth;
    if (depth == 0)
        return async_yield(io);
    return dig(io, depth - 1) + local;
}

static int dig_deep(struct io *io, void *arg)
{
    return dig(io, *(int *)arg);
}

static size_t stack_bytes;

static int spawn_digger(struct io *io, void *arg)
{
    const struct async_options options = {.name = "digger",
                                          .stack_bytes = stack_bytes};
    struct async_task *task;
    int err = async_spawn_with(io, &options, dig_deep, arg, &task);
    return err ? err : async_await(io, task);
}

static int run_overflow(void)
{
    int depth = 1000000;
    return async_run(spawn_digger, &depth);
}

static int run_small_overflow(void)
{
    int depth = 100;
    stack_bytes = ASYNC_STACK_SMALL;
    return async_run(spawn_digger, &depth);
}

static int run_small_overflow_in_debug(void)
{
    setenv("ASYNC_DEBUG", "1", 1);
    return run_small_overflow();
}

static void assert_overflow(int status, int number)
{
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), number);
    assert_said("the stack of task 'digger' overflowed");
}

static void an_overflow_ends_the_program_and_names_the_task(void **state)
{
    (void)state;
    if (SANITIZED)
        skip_because(SANITIZERS_REPORT);
    stack_bytes = 0;
    assert_overflow(status_of(run_overflow), SIGSEGV);
}

static void a_small_stack_that_overflows_names_the_task(void **state)
{
    (void)state;
#if defined(__OPTIMIZE__)
    if (SANITIZED)
        skip_because(SANITIZERS_REPORT);
    assert_overflow(status_of(run_small_overflow),
                    coroutine_is_traced() ? SIGSEGV : SIGABRT);
    assert_overflow(status_of(run_small_overflow_in_debug), SIGSEGV);
#else
    (void)run_small_overflow_in_debug;
    skip_because("without optimisation frames and small stacks are larger");
#endif
}

static int run_enough(void)
{
    int depth = 1000;
    stack_bytes = (size_t)1024 * 1024;
    return async_run(spawn_digger, &depth) == 500500 ? 0 : 1;
}

static void a_task_gets_the_stack_it_asks_for(void **state)
{
    (void)state;
    assert_int_equal(status_of(run_enough), 0);
}

static int nap(struct io *io, void *arg)
{
    (void)arg;
    return io_sleep(io, MS_NS / 10);
}

static const struct async_options small = {.stack_bytes = ASYNC_STACK_SMALL};

static int small_await(struct io *io, void *arg)
{
    (void)arg;
    static struct async_watch watch;
    async_spawn_with(io, &small, nap, NULL, &watch.task);
    async_wait(io, &watch, 1, ASYNC_ALL_DONE, 1);
    async_shield(io, watch.task);
    return async_await(io, watch.task);
}

static int small_gather(struct io *io, void *arg)
{
    (void)arg;
    static struct async_call calls[] = {{.fn = nap}, {.fn = nap}};
    return async_gather(io, calls, 2) + async_gather_all(io, calls, 2);
}

static int small_group(struct io *io, void *arg)
{
    (void)arg;
    static struct async_group group;
    async_group_open(&group, io);
    async_group_spawn(&group, nap, NULL);
    return async_group_wait(&group);
}

static int small_timeout(struct io *io, void *arg)
{
    (void)arg;
    static struct async_timeout limit;
    static struct async_event never;
    async_timeout_open(&limit, io, MS_NS);
    int err = async_timeout_close(&limit, async_event_wait(io, &never));
    return err == -ETIMEDOUT ? 0 : -EPROTO;
}

static int small_queue(struct io *io, void *arg)
{
    (void)arg;
    static struct async_queue queue;
    static void *slot, *item;
    if (!queue.slots)
        async_queue_open(&queue, &slot, 1);
    int err = async_queue_put(io, &queue, io);
    async_yield(io);
    return err ? err : async_queue_get(io, &queue, &item);
}

static int small_condition(struct io *io, void *arg)
{
    (void)arg;
    static struct async_lock under;
    static struct async_condition condition = {.lock = &under};
    int err = async_lock_acquire(io, &under);
    async_yield(io);
    async_condition_notify(&condition, 1);
    static int waits;
    if (!err && waits++ == 0)
        err = async_condition_wait(io, &condition);
    return err ? err : async_lock_release(&under);
}

static int spawn_small(struct io *io, void *arg)
{
    (void)arg;
    async_fn *const fns[] = {nap,         small_await,     small_gather,
                             small_group, small_timeout,   small_queue,
                             small_queue, small_condition, small_condition};
    struct async_task *tasks[9];
    int err = 0;
    for (int i = 0; i < 9; i++)
        async_spawn_with(io, &small, fns[i], NULL, &tasks[i]);
    for (int i = 0; i < 9; i++) {
        int result = async_await(io, tasks[i]);
        err = err ? err : result;
    }
    return err;
}

static int run_small(void)
{
    return async_run(spawn_small, NULL);
}

static int run_small_in_debug(void)
{
    setenv("ASYNC_DEBUG", "1", 1);
    return async_run(spawn_small, NULL);
}

static void the_smallest_stack_has_room_for_every_waiting_call(void **state)
{
    (void)state;
    assert_int_equal(status_of(run_small), 0);
    assert_int_equal(status_of(run_small_in_debug), 0);
}

static int call_inside(struct io *io, void *arg);
static struct async_group group;

static void on_compute(void *arg)
{
    say_result("inside", async_yield(arg));
    say_result("group", async_group_spawn(&group, call_inside, NULL));
}

static int call_inside(struct io *io, void *arg)
{
    *(struct io **)arg = io;
    say_result("null", async_yield(NULL));
    say_result("nested", async_run(call_inside, arg));
    async_group_open(&group, io);
    return io_compute(io, on_compute, io);
}

static void a_call_from_outside_a_task_is_refused(void **state)
{
    (void)state;
    struct io *io = NULL;
    struct async_task *task;
    assert_int_equal(async_run(call_inside, &io), 0);
    assert_string_equal(transcript, "null=EPERM nested=EALREADY inside=EPERM "
                                    "group=EPERM");
    assert_int_equal(async_yield(io), -EPERM);
    assert_int_equal(async_spawn(io, call_inside, NULL, &task), -EPERM);
    assert_int_equal(async_gather(io, NULL, 0), -EPERM);
    assert_int_equal(async_group_spawn(&group, call_inside, NULL), -EPERM);
    assert_null(async_self(io));
}

static int refused, called;

static void call_everything(void *arg)
{
    struct io *io = arg;
    static struct async_watch watch;
    static struct async_timeout limit;
    static struct async_semaphore permits = {.permits = 1};
    static struct async_event set = {.set = true};
    static struct async_lock open;
    static struct async_condition condition = {.lock = &open};
    static struct async_queue queue;
    static struct io_database database;
    static void *slot, *item;
    struct io_reply reply;
    struct io_rows rows;
    async_queue_open(&queue, &slot, 1);
    const ssize_t results[] = {
        async_yield(io),
        async_await(io, NULL),
        async_shield(io, NULL),
        async_cancelling(io),
        async_uncancel(io),
        async_list(io, NULL, 0),
        async_wait(io, &watch, 1, ASYNC_ALL_DONE, 0),
        async_gather(io, NULL, 0),
        async_gather_all(io, NULL, 0),
        async_timeout_open(&limit, io, 0),
        async_semaphore_acquire(io, &permits),
        async_lock_acquire(io, &open),
        async_event_wait(io, &set),
        async_condition_wait(io, &condition),
        async_queue_put(io, &queue, NULL),
        async_queue_get(io, &queue, &item),
        async_offload(io, on_compute, io),
        async_wait_fd(io, 0, POLLIN),
        io_sleep(io, HOUR_NS),
        io_http_get(io, "http://127.0.0.1:9/", &reply),
        io_file_read(io, 0, &item, 1, 0),
        io_file_write(io, 0, &item, 1, 0),
        io_file_sync(io, 0),
        io_query(io, &(struct io_statement){.db = &database}, &rows),
        io_permit_take(io, &database.permits),
        io_compute(io, on_compute, io),
    };
    called = sizeof results / sizeof *results;
    for (int i = 0; i < called; i++)
        refused += results[i] == -EPERM;
}

static int compute_everything(struct io *io, void *arg)
{
    (void)arg;
    return io_compute(io, call_everything, io);
}

static void every_call_is_refused_while_the_task_computes(void **state)
{
    (void)state;
    assert_int_equal(async_run(compute_everything, NULL), 0);
    assert_int_equal(refused, called);
    assert_string_equal(transcript, "");
}

static int run_outside(void)
{
    setenv("ASYNC_DEBUG", "1", 1);
    return async_yield(NULL) == -EPERM ? 0 : 1;
}

static void a_call_from_outside_is_named_in_debug(void **state)
{
    (void)state;
    assert_int_equal(status_of(run_outside), 0);
    assert_said("async_yield() was called outside a task");
}

static int be_interrupted(struct io *io, void *arg)
{
    (void)arg;
    raise(SIGINT);
    say_result("sleep", io_sleep(io, HOUR_NS));
    say_result("cleanup", io_sleep(io, MS_NS));
    return -ECANCELED;
}

static int run_interrupted(void)
{
    int result = async_run(be_interrupted, NULL);
    struct sigaction now;
    sigaction(SIGINT, NULL, &now);
    return result == -EINTR && now.sa_handler == SIG_DFL &&
                   strcmp(transcript, "sleep=ECANCELED cleanup=0") == 0
               ? 0
               : 1;
}

static int interrupt_twice(struct io *io, void *arg)
{
    (void)arg;
    raise(SIGINT);
    raise(SIGINT);
    return io_sleep(io, HOUR_NS);
}

static int run_interrupted_twice(void)
{
    return async_run(interrupt_twice, NULL);
}

static void the_first_interrupt_cancels_and_the_second_kills(void **state)
{
    (void)state;
    assert_int_equal(status_of(run_interrupted), 0);
    int status = status_of(run_interrupted_twice);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
}

static int sleep_briefly(struct io *io, void *arg)
{
    (void)arg;
    raise(SIGINT);
    return io_sleep(io, MS_NS);
}

static int run_with_own_handler(void)
{
    signal(SIGINT, SIG_IGN);
    return async_run(sleep_briefly, NULL);
}

static void a_program_keeps_its_own_handling_of_sigint(void **state)
{
    (void)state;
    assert_int_equal(status_of(run_with_own_handler), 0);
}

/* What profiles a program needs more stack than a task may have. */
static int look_at_profiling(struct io *io, void *arg)
{
    (void)io;
    const bool *profiled = arg;
    return *profiled ? handles(SIGPROF, on_signal, SA_ONSTACK)
                     : handles(SIGPROF, SIG_IGN, 0);
}

static int run_profiled(void)
{
    bool profiled = false;
    signal(SIGPROF, SIG_IGN);
    int right = async_run(look_at_profiling, &profiled);
    signal(SIGPROF, on_signal);
    profiled = true;
    right += async_run(look_at_profiling, &profiled);
    right += async_run(look_at_profiling, &profiled);
    return right == 3 ? 0 : 1;
}

static void profiling_gets_a_stack_of_its_own(void **state)
{
    (void)state;
    if (SANITIZED)
        skip_because("sanitizers have signal handlers of their own");
    assert_int_equal(status_of(run_profiled), 0);
}

static int take_signals(struct io *io, void *arg)
{
    (void)io;
    (void)arg;
    signal(SIGSEGV, on_signal);
    signal(SIGINT, on_signal);
    return 0;
}

static int run_taking_signals(void)
{
    stack_t own = {.ss_sp = malloc(65536), .ss_size = 65536}, now;
    sigaltstack(&own, NULL);
    int err = async_run(take_signals, NULL);
    sigaltstack(NULL, &now);
    bool kept = now.ss_sp == own.ss_sp && handles(SIGSEGV, on_signal, 0) &&
                handles(SIGINT, on_signal, 0);
    sigaltstack(&(stack_t){.ss_flags = SS_DISABLE}, NULL);
    free(own.ss_sp);
    return err || !kept;
}

static void what_a_program_sets_meanwhile_stays(void **state)
{
    (void)state;
    if (SANITIZED)
        skip_because("sanitizers have signal handlers of their own");
    assert_int_equal(status_of(run_taking_signals), 0);
}

static int dig_as_first_task(void)
{
    int depth = 1000000;
    return async_run(dig_deep, &depth);
}

static int spawn_nameless(struct io *io, void *arg)
{
    const struct async_options options = {0};
    struct async_task *task;
    int err = async_spawn_with(io, &options, dig_deep, arg, &task);
    return err ? err : async_await(io, task);
}

static int run_nameless_overflow(void)
{
    int depth = 1000000;
    return async_run(spawn_nameless, &depth);
}

static void a_task_without_a_name_has_a_number(void **state)
{
    (void)state;
    if (SANITIZED)
        skip_because(SANITIZERS_REPORT);
    int status = status_of(run_nameless_overflow);
    assert_true(WIFSIGNALED(status));
    assert_said("the stack of task 'Task-2' overflowed");
    status = status_of(dig_as_first_task);
    assert_true(WIFSIGNALED(status));
    assert_said("the stack of task 'Task-1' overflowed");
}

/* 0 is off, as nothing is; where there are assertions a call from outside is
 * named in any case. */
static int run_without_debug(void)
{
    setenv("ASYNC_DEBUG", "0", 1);
    int err = async_run(stall, NULL);
#if defined(NDEBUG)
    err = err ? err : async_yield(NULL) != -EPERM;
#endif
    return err;
}

static void without_debug_nothing_is_named(void **state)
{
    (void)state;
    assert_int_equal(status_of(run_without_debug), 0);
    assert_string_equal(said, "");
}

static int list_tasks(struct io *io, void *arg)
{
    (void)arg;
    char number[ASYNC_NAME_MAX];
    struct async_task *tasks[2] = {NULL, NULL};
    const struct async_options options = {.name = "named"};
    async_spawn_with(io, &options, swallow, NULL, NULL);
    async_spawn(io, swallow, NULL, NULL);
    say(async_name(async_self(io), number));
    int count = async_list(io, tasks, 2);
    assert_non_null(tasks[1]);
    return count;
}

static void tasks_have_names_and_can_be_listed(void **state)
{
    (void)state;
    assert_run(list_tasks, 3, "Task-1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_deadlock_report_says_who_waits_for_what),
        TEST(a_deadlock_report_names_what_tasks_wait_for),
        TEST(a_deadlock_report_is_no_longer_than_people_read),
        TEST(a_slow_step_is_named_in_debug),
        TEST(the_stack_of_a_slow_step_is_shown_to_its_entry),
        TEST(a_stack_is_shown_once_with_a_way_to_local_names),
        TEST(a_program_keeps_its_own_handling_of_sigurg),
        TEST(what_is_slow_can_be_set),
        TEST(a_bad_value_is_refused_in_a_line_and_debug_is_off),
        TEST(a_swallowed_cancellation_is_named_in_debug),
        TEST(a_run_names_a_task_that_outlives_it_and_still_ends),
        TEST(an_overflow_ends_the_program_and_names_the_task),
        TEST(a_small_stack_that_overflows_names_the_task),
        TEST(a_task_gets_the_stack_it_asks_for),
        TEST(the_smallest_stack_has_room_for_every_waiting_call),
        TEST(a_call_from_outside_a_task_is_refused),
        TEST(every_call_is_refused_while_the_task_computes),
        TEST(a_call_from_outside_is_named_in_debug),
        TEST(the_first_interrupt_cancels_and_the_second_kills),
        TEST(a_program_keeps_its_own_handling_of_sigint),
        TEST(profiling_gets_a_stack_of_its_own),
        TEST(what_a_program_sets_meanwhile_stays),
        TEST(a_task_without_a_name_has_a_number),
        TEST(without_debug_nothing_is_named),
        TEST(tasks_have_names_and_can_be_listed),
    };
    sigaction(SIGSEGV, NULL, &usual);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
