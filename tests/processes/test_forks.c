/* test_forks.c -- worker processes die, stop or leave, and no task is lost or
 * done twice. */
#include "processes/forks.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/shared.h"
#include "core/io/blocking.h"
#include "core/workload.h"
#include "tests/unit.h"

#define TASKS     400
#define PROCESSES 4

/* Shared by all processes. */
static struct {
    atomic_int begun[TASKS], ended[TASKS];
    atomic_int bodies;
} * seen;

static int special;        /* the task that does something else */
static void (*what)(void); /* … which is this */

static int special_task(struct io *io, const struct job *job, uint64_t *answer)
{
    atomic_fetch_add(&seen->begun[job->index], 1);
    if (job->index == special)
        what();
    int err = job->plan->size ? io_sleep(io, (uint64_t)job->plan->size) : 0;
    *answer = 1;
    atomic_fetch_add(&seen->ended[job->index], 1);
    return err;
}

static const struct workload computes = {
    .name = "computes", .kind = WORKLOAD_CPU, .task = special_task};
static const struct workload waits = {
    .name = "waits", .kind = WORKLOAD_IO, .task = special_task};

static int drain(struct work *work, int index, int step)
{
    struct blocking io;
    atomic_fetch_add(&seen->bodies, 1);
    blocking_open(&io, work->stop_fd);
    for (int i = index; i < work_crew(work); i += step)
        work_run(work, i, &io.io);
    blocking_close(&io);
    return 0;
}

static struct plan plan;
static struct work work;

static int run(const struct workload *workload, forks_body *body)
{
    plan.workload = workload;
    plan.tasks = TASKS;
    plan.width = PROCESSES;
    assert_int_equal(work_open(&work, &plan), 0);
    work.start_ns = io_now_ns();
    int err = forks_run(&work, PROCESSES, body);
    work_settle(&work);
    return err;
}

/* Every task was done once, but for `failed` ones, which have error `why`. */
static void assert_done(int failed, int why)
{
    int found = 0;
    for (int i = 0; i < TASKS; i++) {
        assert_int_in_range(seen->begun[i], 0, 1);
        assert_true(work.results[i].err == 0 || work.results[i].err == why);
        if (work.results[i].err == 0)
            assert_int_equal(seen->ended[i], 1);
        else
            found++;
        assert_true(work.results[i].begin_ns <= work.results[i].end_ns);
    }
    assert_int_equal(found, failed);
}

static int begin(void **state)
{
    (void)state;
    alarm(60); /* a run that does not end must fail, not hang */
    seen = shared_alloc(sizeof *seen);
    plan = (struct plan){.keep_going = true};
    special = -1;
    return seen ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    work_close(&work);
    shared_free(seen, sizeof *seen);
    return 0;
}

static void die(void)
{
    raise(SIGKILL);
}

static void who_dies_in_a_task_takes_that_one_along(void **state)
{
    (void)state;
    special = 5;
    what = die;
    assert_int_equal(run(&computes, drain), 0);
    assert_done(1, -EOWNERDEAD);
    assert_int_equal(work.results[5].err, -EOWNERDEAD);
}

static void leave(void)
{
    _exit(0);
}

static void who_leaves_as_if_all_were_well_is_noticed(void **state)
{
    (void)state;
    special = 7;
    what = leave;
    assert_int_equal(run(&waits, drain), 0);
    assert_done(1, -EOWNERDEAD);
}

static void end_by_sigterm(void)
{
    raise(SIGTERM);
}

static void sigterm_ends_one_worker_and_no_other(void **state)
{
    (void)state;
    special = 9;
    what = end_by_sigterm;
    signal(SIGTERM, SIG_IGN); /* as a program may that handles it itself */
    assert_int_equal(run(&waits, drain), 0);
    signal(SIGTERM, SIG_DFL);
    assert_done(1, -EOWNERDEAD);
}

static int die_at_once(struct work *of, int index, int step)
{
    (void)of;
    (void)index;
    (void)step;
    atomic_fetch_add(&seen->bodies, 1);
    _exit(9);
}

static void three_that_died_before_any_task_are_enough(void **state)
{
    (void)state;
    assert_int_equal(run(&waits, die_at_once), -EOWNERDEAD);
    assert_int_in_range(seen->bodies, 3, PROCESSES + 3);
}

static void lie_still(void)
{
    raise(SIGSTOP);
}

static void who_is_stopped_is_found_by_its_timeout(void **state)
{
    (void)state;
    special = 3;
    what = lie_still;
    plan.timeout_ns = 200000000;
    assert_int_equal(run(&waits, drain), 0);
    assert_done(1, -ETIMEDOUT);
}

static void lie_still_and_stop_the_run(void)
{
    work_stop(&work, -EIO);
    raise(SIGSTOP);
}

static void who_is_stopped_goes_with_the_run(void **state)
{
    (void)state;
    special = 3;
    what = lie_still_and_stop_the_run;
    assert_int_equal(run(&waits, drain), 0);
    assert_int_equal(work.results[3].err, -ECANCELED);
}

/* Kills one child of `parent` after another, at random. */
static _Noreturn void kill_children(pid_t parent, unsigned seed, int *kills)
{
    char path[80], list[1000];
    pid_t pids[PROCESSES + 1];
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", parent, parent);
    for (;;) {
        usleep((useconds_t)(rand_r(&seed) % 3000));
        FILE *file = fopen(path, "re");
        int count = 0;
        if (file && fgets(list, sizeof list, file))
            for (char *at = list, *next; count <= PROCESSES; at = next) {
                long pid = strtol(at, &next, 10);
                if (next == at)
                    break;
                if (pid != getpid())
                    pids[count++] = (pid_t)pid;
            }
        if (file)
            fclose(file);
        if (count && kill(pids[rand_r(&seed) % count], SIGKILL) == 0)
            ++*kills;
    }
}

static int count_failed(void)
{
    int failed = 0;
    for (int i = 0; i < TASKS; i++)
        failed += work.results[i].err != 0;
    return failed;
}

static void storm(const struct workload *workload, double rate_per_s,
                  unsigned seed)
{
    int *kills = shared_alloc(sizeof *kills);
    memset(seen, 0, sizeof *seen);
    plan.size = 2000000;
    plan.rate_per_s = rate_per_s;
    pid_t parent = getpid(), killer = fork();
    if (killer == 0)
        kill_children(parent, seed, kills);
    int err = run(workload, drain);
    kill(killer, SIGKILL);
    waitpid(killer, NULL, 0);
    if (err != -EOWNERDEAD) { /* that is three idle ones in a row */
        assert_int_equal(err, 0);
        assert_int_in_range(count_failed(), 0, *kills);
        assert_done(count_failed(), -EOWNERDEAD);
    }
    shared_free(kills, sizeof *kills);
}

static void in_a_storm_of_kills_no_task_is_lost_or_done_twice(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed <= 4; seed++) {
        storm(seed % 2 ? &computes : &waits, seed > 2 ? 2000 : 0, seed);
        if (seed < 4)
            work_close(&work);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(who_dies_in_a_task_takes_that_one_along),
        TEST(who_leaves_as_if_all_were_well_is_noticed),
        TEST(sigterm_ends_one_worker_and_no_other),
        TEST(three_that_died_before_any_task_are_enough),
        TEST(who_is_stopped_is_found_by_its_timeout),
        TEST(who_is_stopped_goes_with_the_run),
        TEST(in_a_storm_of_kills_no_task_is_lost_or_done_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
