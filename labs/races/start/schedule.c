/* schedule.c -- runs threads one at a time, in an order that can be repeated.
 *
 * Another thread may get the turn at each lock and, by accesses.c, at each access
 * to memory. Under ThreadSanitizer it is at locks alone. That does not see how we
 * pass the turn, so the turn orders nothing that the program does not. */
#include "schedule.h"

#include <linux/futex.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "suspect.h"

/* NOLINTBEGIN(bugprone-reserved-identifier): the linker's names. */
#define HERE ((uintptr_t)__builtin_return_address(0) - 1)

enum {
    THREADS_MAX = 32,
    TURNS_MAX = 32,
    PLACES_MAX = 256,
    STEPS_MAX = 1000000
};

static struct thread {
    enum { READY, WAITS, ENDED } state;
    const void *what; /* it waits for */
    const char *word; /* for that */
    uintptr_t at;
    int turn;
    bool task;
    void *(*run)(void *);
    void *arg;
    pthread_t real;
} threads[THREADS_MAX]; /* 0 is main(), which always goes first */

static __thread int self;
static int count = 1, steps;
static bool making_tasks;
static pthread_mutex_t loop = PTHREAD_MUTEX_INITIALIZER;

static unsigned random_state; /* 0: there is a script */
static struct turn {
    int who, line;
} turns[TURNS_MAX];
static int turns_count, turn_now;

int __real_pthread_create(pthread_t *, const pthread_attr_t *,
                          void *(*)(void *), void *);
int __real_pthread_join(pthread_t, void **);
int __real_pthread_mutex_lock(pthread_mutex_t *);
int __real_pthread_mutex_trylock(pthread_mutex_t *);
int __real_pthread_mutex_unlock(pthread_mutex_t *);

UNSEEN void sched_seed(unsigned seed)
{
    random_state = seed * 2654435761u | 1;
}

UNSEEN bool sched_script(const char *script)
{
    char *end;
    turns_count = 0;
    for (;; script = end) {
        script += strspn(script, " ");
        if (!*script)
            return turns_count > 0;
        struct turn *turn = &turns[turns_count++];
        turn->who = (int)strtol(script, &end, 10);
        turn->line = 0;
        if (end == script || turn->who < 1 || turns_count == TURNS_MAX)
            return false;
        if (*end == '@') {
            script = end + 1;
            turn->line = (int)strtol(script, &end, 10);
            if (end == script || turn->line < 1)
                return false;
        }
        if (*end && *end != ' ')
            return false;
    }
}

UNSEEN void sched_tasks(void)
{
    making_tasks = true;
}

UNSEEN static unsigned chance(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state >> 4;
}

/* The line of an address, by addr2line, which comes with every compiler. */
UNSEEN static int line_of(uintptr_t at)
{
    static struct {
        uintptr_t at;
        int line;
    } known[PLACES_MAX];
    char command[100], text[600] = "";
    int i = 0;
    while (i < PLACES_MAX - 1 && known[i].at && known[i].at != at)
        i++;
    if (known[i].at == at)
        return known[i].line;
    snprintf(command, sizeof command, "addr2line -e /proc/%d/exe %#lx",
             (int)getpid(), (unsigned long)at);
    FILE *found = popen(command, "r"); /* NOLINT(cert-env33-c): all ours */
    if (found && fgets(text, sizeof text, found) && strrchr(text, ':'))
        known[i].line = atoi(strrchr(text, ':') + 1);
    if (found)
        pclose(found);
    known[i].at = at;
    return known[i].line;
}

UNSEEN static _Noreturn void stuck(void)
{
    fflush(stdout);
    for (int i = 0; i < count; i++)
        if (i > 0 && threads[i].state == WAITS)
            dprintf(1, "  %s %d waits for %s in line %d\n",
                    threads[i].task ? "task" : "thread", i, threads[i].word,
                    line_of(threads[i].at));
    _exit(SCHED_STUCK);
}

UNSEEN static int by_script(void)
{
    for (; turn_now < turns_count; turn_now++) {
        struct turn *turn = &turns[turn_now];
        if (turn->who < count && threads[turn->who].state == READY)
            return turn->who;
    }
    for (int i = 1; i < count; i++)
        if (threads[i].state == READY)
            return i;
    stuck();
}

UNSEEN static int by_chance(void)
{
    int ready[THREADS_MAX], found = 0;
    if (threads[self].state == READY && chance() % 10 < 6)
        return self;
    for (int i = 1; i < count; i++)
        if (threads[i].state == READY)
            ready[found++] = i;
    if (found > 0)
        return ready[chance() % (unsigned)found];
    stuck();
}

UNSEEN static void pass_to(int next)
{
    __atomic_store_n(&threads[next].turn, 1, __ATOMIC_SEQ_CST);
    syscall(SYS_futex, &threads[next].turn, FUTEX_WAKE, 1, NULL, NULL, 0);
}

UNSEEN static void await_turn(void)
{
    int *turn = &threads[self].turn;
    while (!__atomic_exchange_n(turn, 0, __ATOMIC_SEQ_CST))
        syscall(SYS_futex, turn, FUTEX_WAIT, 0, NULL, NULL, 0);
}

/* Lets go on who is to; we may be that, or have ended. */
UNSEEN static void change(void)
{
    int next = threads[0].state == READY ? 0
               : random_state            ? by_chance()
                                         : by_script();
    if (next == self)
        return;
    if (threads[self].task)
        __real_pthread_mutex_unlock(&loop);
    pass_to(next);
    if (threads[self].state == ENDED)
        return;
    await_turn();
    if (threads[self].task)
        __real_pthread_mutex_lock(&loop);
}

/* We are about to do something, at `at`. */
UNSEEN static void step(uintptr_t at)
{
    if (count == 1 || self == 0)
        return;
    threads[self].at = at;
    if (++steps > STEPS_MAX)
        _exit(SCHED_ENDLESS);
    if (!random_state) {
        int line = line_of(at);
        struct turn *turn = turn_now < turns_count ? &turns[turn_now] : NULL;
        printf("  %s %d comes to line %d\n",
               threads[self].task ? "task" : "thread", self, line);
        if (turn && turn->who == self && turn->line == line)
            turn_now++;
    }
    change();
}

UNSEEN static void wait_for(const void *what, const char *word, uintptr_t at)
{
    threads[self].state = WAITS;
    threads[self].what = what;
    threads[self].word = word;
    threads[self].at = at;
    change();
}

UNSEEN static void wake(const void *what, int most)
{
    for (int i = 0; i < count && most > 0; i++)
        if (threads[i].state == WAITS && threads[i].what == what) {
            threads[i].state = READY;
            most--;
        }
}

UNSEEN static void *begin(void *arg)
{
    self = (int)((struct thread *)arg - threads);
    struct thread *thread = &threads[self];
    await_turn();
    if (thread->task)
        __real_pthread_mutex_lock(&loop);
    void *result = thread->run(thread->arg);
    thread->state = ENDED;
    wake(thread, THREADS_MAX);
    change();
    return result;
}

UNSEEN int __wrap_pthread_create(pthread_t *made, const pthread_attr_t *attr,
                                 void *(*run)(void *), void *arg)
{
    if (count == THREADS_MAX)
        return 11; /* EAGAIN */
    struct thread *thread = &threads[count];
    *thread = (struct thread){.run = run, .arg = arg, .task = making_tasks};
    int err = __real_pthread_create(made, attr, begin, thread);
    thread->real = *made;
    count += err == 0;
    return err;
}

UNSEEN int __wrap_pthread_join(pthread_t joined, void **result)
{
    int i = 1;
    while (i < count && !pthread_equal(threads[i].real, joined))
        i++;
    while (i < count && threads[i].state != ENDED)
        wait_for(&threads[i], "the end of a thread", HERE);
    return __real_pthread_join(joined, result);
}

UNSEEN static int lock_at(pthread_mutex_t *mutex, uintptr_t at)
{
    while (__real_pthread_mutex_trylock(mutex) != 0)
        wait_for(mutex, "a lock", at);
    return 0;
}

UNSEEN static void unlock(pthread_mutex_t *mutex)
{
    __real_pthread_mutex_unlock(mutex);
    wake(mutex, THREADS_MAX);
}

UNSEEN int __wrap_pthread_mutex_lock(pthread_mutex_t *mutex)
{
    step(HERE);
    return lock_at(mutex, HERE);
}

UNSEEN int __wrap_pthread_mutex_trylock(pthread_mutex_t *mutex)
{
    step(HERE);
    return __real_pthread_mutex_trylock(mutex);
}

UNSEEN int __wrap_pthread_mutex_unlock(pthread_mutex_t *mutex)
{
    unlock(mutex);
    step(HERE);
    return 0;
}

UNSEEN int __wrap_pthread_cond_wait(pthread_cond_t *cond,
                                    pthread_mutex_t *mutex)
{
    unlock(mutex);
    wait_for(cond, "a condition", HERE);
    return lock_at(mutex, HERE);
}

UNSEEN int __wrap_pthread_cond_signal(pthread_cond_t *cond)
{
    step(HERE);
    wake(cond, 1);
    return 0;
}

UNSEEN int __wrap_pthread_cond_broadcast(pthread_cond_t *cond)
{
    step(HERE);
    wake(cond, THREADS_MAX);
    return 0;
}

UNSEEN void await_answer(void)
{
    step(HERE);
}

UNSEEN void await_slot(struct slots *slots)
{
    step(HERE);
    while (slots->free == 0)
        wait_for(slots, "a slot", HERE);
    slots->free--;
}

UNSEEN void slot_give(struct slots *slots)
{
    slots->free++;
    wake(slots, THREADS_MAX);
}

/* Tasks on a loop keep their turn from one await to the next. */
UNSEEN void sched_touch(uintptr_t at)
{
    if (!threads[self].task)
        step(at);
}
/* NOLINTEND(bugprone-reserved-identifier) */
