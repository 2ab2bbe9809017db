/* test_work.c -- the task loop, driven by an io with a clock of its own. */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/io_trace.h"
#include "core/runner/figures.h"
#include "core/work.h"
#include "core/workload.h"
#include "tests/unit.h"

#define TASKS 300

static int failing_task = -1; /* fails with -EIO */
static int dying_task = -1;   /* kills its worker */
static struct work work;
static struct plan plan;

static int record_index(struct io *io, const struct job *job, uint64_t *answer)
{
    (void)io;
    if (job->index == dying_task)
        _exit(7);
    *answer = (uint64_t)job->index * 3;
    return job->index == failing_task ? -EIO : 0;
}

static const struct workload cpu_workload = {
    .name = "cpu", .kind = WORKLOAD_CPU, .task = record_index};
static const struct workload io_workload = {
    .name = "io", .kind = WORKLOAD_IO, .task = record_index};

static int sleep_refused(struct io *io, uint64_t wake_ns)
{
    (void)io;
    (void)wake_ns;
    return -ECANCELED;
}

static const struct io_ops refusing_ops = {.sleep = sleep_refused};

static void open_work(const struct workload *workload, int width)
{
    failing_task = dying_task = -1;
    plan = (struct plan){.workload = workload, .tasks = TASKS, .width = width};
    assert_int_equal(work_open(&work, &plan), 0);
}

static void run_worker(int index)
{
    struct io io = {.ops = &refusing_ops};
    work_run(&work, index, &io);
}

static bool stop_fd_is_readable(void)
{
    struct pollfd poll_fd = {.fd = work.stop_fd, .events = POLLIN};
    return poll(&poll_fd, 1, 0) == 1;
}

static void results_are_in_task_order(void **state)
{
    (void)state;
    open_work(&cpu_workload, 1);
    run_worker(0);
    for (int i = 0; i < TASKS; i++) {
        assert_int_equal(work.results[i].err, 0);
        assert_int_equal(work.results[i].answer, i * 3);
    }
    assert_int_equal(work_stopped(&work), 1);
    assert_true(stop_fd_is_readable());
    work_close(&work);
}

/* In a chunk of tasks, of which CPU tasks come in, no time goes by between
 * one's end and the next one's begin. */
static void in_a_chunk_a_task_begins_when_the_last_one_ended(void **state)
{
    (void)state;
    int joined = 0;
    open_work(&cpu_workload, 1);
    run_worker(0);
    for (int i = 1; i < TASKS; i++) {
        assert_true(work.results[i].begin_ns >= work.results[i - 1].end_ns);
        joined += work.results[i].begin_ns == work.results[i - 1].end_ns;
    }
    assert_true(joined > TASKS / 2);
    work_close(&work);
}

/* Another program takes every second chunk. */
static int elsewhere, asked;

static int take_from_elsewhere(int count)
{
    int first = elsewhere;
    elsewhere += 2 * count;
    asked++;
    return first;
}

static void tasks_may_come_from_elsewhere(void **state)
{
    (void)state;
    const int chunk = 7;
    elsewhere = asked = 0;
    open_work(&io_workload, 1);
    plan.chunk = chunk;
    work.take = take_from_elsewhere;
    run_worker(0);
    for (int i = 0; i < TASKS; i++)
        assert_int_equal(work.results[i].worker, i / chunk % 2 ? -1 : 0);
    assert_int_equal(asked, (TASKS + 2 * chunk - 1) / (2 * chunk));
    assert_true(work_left(&work, 0));
    work_close(&work);
}

static void a_chunk_is_as_large_as_asked(void **state)
{
    (void)state;
    int began_at_once = 0;
    open_work(&io_workload, 1);
    plan.chunk = 10;
    run_worker(0);
    for (int i = 1; i < TASKS; i++)
        began_at_once += work.results[i].begin_ns == work.results[i - 1].end_ns;
    assert_in_range(began_at_once, TASKS - TASKS / 10, TASKS);
    work_close(&work);
}

static void processes_share_the_results(void **state)
{
    (void)state;
    open_work(&cpu_workload, 2);
    for (int i = 0; i < 2; i++)
        if (fork() == 0) {
            run_worker(i);
            _exit(0);
        }
    while (wait(NULL) > 0)
        ;
    struct figures figures;
    assert_int_equal(figures_make(&figures, &work), 0);
    assert_int_equal(figures.ok, TASKS);
    assert_int_equal(work_stopped(&work), 1);
    work_close(&work);
}

static void the_first_failure_cancels_what_has_not_begun(void **state)
{
    (void)state;
    open_work(&io_workload, 1);
    failing_task = 5;
    run_worker(0);
    struct figures figures;
    assert_int_equal(figures_make(&figures, &work), 0);
    assert_int_equal(figures.ok, 5);
    assert_int_equal(figures.failed, 1);
    assert_int_equal(figures.canceled, TASKS - 6);
    assert_int_equal(work.results[5].err, -EIO);
    assert_int_equal(work.results[6].worker, -1);
    assert_int_equal(work_stopped(&work), -EIO);
    work_close(&work);
}

static void keep_going_runs_all_the_others(void **state)
{
    (void)state;
    open_work(&io_workload, 1);
    plan.keep_going = true;
    failing_task = 5;
    run_worker(0);
    struct figures figures;
    assert_int_equal(figures_make(&figures, &work), 0);
    assert_int_equal(figures.ok, TASKS - 1);
    assert_int_equal(figures.failed, 1);
    work_close(&work);
}

static void only_the_first_reason_to_stop_counts(void **state)
{
    (void)state;
    open_work(&io_workload, 1);
    work_stop(&work, -ECANCELED);
    work_stop(&work, -EIO);
    assert_int_equal(work_stopped(&work), -ECANCELED);
    run_worker(0);
    assert_int_equal(work.results[0].worker, -1);
    work_close(&work);
}

static void a_paced_task_that_is_canceled_never_began(void **state)
{
    (void)state;
    open_work(&io_workload, 1);
    plan.rate_per_s = 0.001;
    work.start_ns = io_now_ns();
    run_worker(0); /* task 0 is due at once, task 1 in 1,000 s */
    assert_int_equal(work.results[0].err, 0);
    assert_int_equal(work.results[1].worker, -1);
    assert_int_equal(work.results[1].err, -ECANCELED);
    work_close(&work);
}

static void run_in_child(int index)
{
    if (fork() == 0) {
        run_worker(index);
        _exit(0);
    }
    wait(NULL);
}

static void a_dead_worker_costs_only_its_task(void **state)
{
    (void)state;
    open_work(&cpu_workload, 1);
    plan.keep_going = true;
    dying_task = 40; /* in the middle of a chunk */
    run_in_child(0);
    assert_true(work_bury(&work, 0));
    run_in_child(0); /* takes the place, and the rest of the chunk */
    struct figures figures;
    assert_int_equal(figures_make(&figures, &work), 0);
    assert_int_equal(figures.ok, TASKS - 1);
    assert_int_equal(work.results[40].err, -EOWNERDEAD);
    assert_int_equal(work_stopped(&work), 1);
    work_close(&work);
}

static void a_dead_worker_stops_the_run_unless_told_otherwise(void **state)
{
    (void)state;
    open_work(&cpu_workload, 1);
    dying_task = 40;
    run_in_child(0);
    assert_false(work_bury(&work, 0));
    assert_int_equal(work_stopped(&work), -EOWNERDEAD);
    work_close(&work);
}

static void a_worker_that_was_done_is_not_buried_again(void **state)
{
    (void)state;
    open_work(&cpu_workload, 2);
    run_in_child(0); /* takes all tasks, and leaves */
    assert_false(work_bury(&work, 0));
    assert_int_equal(work_stopped(&work), 0);
    run_in_child(0); /* has nothing more to do */
    assert_int_equal(work_stopped(&work), 0);
    run_in_child(1);
    assert_int_equal(work_stopped(&work), 1);
    work_close(&work);
}

/* Keeps the thread for three ticks too long, and then ends the run. */
static int oversleep(struct io *io, uint64_t wake_ns)
{
    (void)io;
    while (io_now_ns() < wake_ns + 3 * (uint64_t)WORK_TICK_NS)
        ;
    work_stop(&work, -ECANCELED);
    return -ECANCELED;
}

static void ticks_that_were_due_at_the_end_were_late(void **state)
{
    (void)state;
    static const struct io_ops ops = {.sleep = oversleep};
    plan = (struct plan){
        .workload = &io_workload, .tasks = 1, .width = 1, .ticker = true};
    assert_int_equal(work_open(&work, &plan), 0);
    struct io io = {.ops = &ops};
    work_run(&work, work.workers, &io);
    assert_true(work_ticks(&work) >= 4);
    for (int i = 0; i < 3; i++)
        assert_true(work.tick_late_ns[i] >= (3 - (uint64_t)i) * WORK_TICK_NS);
    work_close(&work);
}

static void width_zero_is_a_worker_a_task(void **state)
{
    (void)state;
    open_work(&io_workload, 0);
    assert_int_equal(work.workers, TASKS);
    assert_int_equal(work_crew(&work), TASKS);
    work_close(&work);
    open_work(&io_workload, TASKS + 1);
    assert_int_equal(work.workers, TASKS);
    work_close(&work);
}

/* Waits 40 times. */
static int wait_often(struct io *io, const struct job *job, uint64_t *answer)
{
    (void)job;
    for (*answer = 0; *answer < 40; (*answer)++)
        io_sleep(io, 1000000000);
    return 0;
}

static void a_trace_keeps_the_first_waits_of_each_task(void **state)
{
    (void)state;
    static const struct workload waiting = {
        .name = "waiting", .kind = WORKLOAD_IO, .task = wait_often};
    plan = (struct plan){
        .workload = &waiting, .tasks = 4, .width = 1, .trace = true};
    assert_int_equal(work_open(&work, &plan), 0);
    run_worker(0);
    for (int i = 0; i < 4; i++) {
        const struct io_trace *waits = work_trace(&work, i);
        uint64_t last_ns = work.results[i].begin_ns;
        assert_int_equal(waits->count, 32);
        for (uint32_t j = 0; j < waits->count; j++) {
            assert_true(waits->list[j].begin_ns >= last_ns);
            last_ns = waits->list[j].end_ns;
            assert_true(last_ns >= waits->list[j].begin_ns);
        }
        assert_true(work.results[i].end_ns >= last_ns);
    }
    work_close(&work);
}

static uint64_t cpu_now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* Computes until this thread has used a millisecond of a core. */
static void burn(void *arg)
{
    (void)arg;
    uint64_t until_ns = cpu_now_ns() + 1000000;
    while (cpu_now_ns() < until_ns)
        continue;
}

struct call {
    void (*fn)(void *arg);
    void *arg;
};

static void *call_main(void *arg)
{
    struct call *call = arg;
    call->fn(call->arg);
    return NULL;
}

/* What the loop's pool does with --offload. */
static int compute_elsewhere(struct io *io, void (*fn)(void *arg), void *arg)
{
    (void)io;
    pthread_t thread;
    struct call call = {fn, arg};
    assert_int_equal(pthread_create(&thread, NULL, call_main, &call), 0);
    pthread_join(thread, NULL);
    return 0;
}

static int compute(struct io *io, const struct job *job, uint64_t *answer)
{
    *answer = (uint64_t)job->index;
    return io_compute(io, burn, NULL);
}

static void a_trace_knows_the_cpu_time_of_work_in_any_thread(void **state)
{
    (void)state;
    static const struct workload computing = {
        .name = "computing", .kind = WORKLOAD_CPU, .task = compute};
    static const struct io_ops ops = {.compute = compute_elsewhere};
    plan = (struct plan){
        .workload = &computing, .tasks = 2, .width = 1, .trace = true};
    assert_int_equal(work_open(&work, &plan), 0);
    struct io io = {.ops = &ops};
    work_run(&work, 0, &io);
    for (int i = 0; i < 2; i++)
        assert_true(work_trace(&work, i)->cpu_ns >= 1000000);
    work_close(&work);
}

/* Dies while it works (task 0), or in its only wait. */
static int die(struct io *io, const struct job *job, uint64_t *answer)
{
    *answer = 0;
    return job->index == 0 ? raise(SIGKILL) : io_sleep(io, 1000000000);
}

static int sleep_mortally(struct io *io, uint64_t wake_ns)
{
    (void)io;
    (void)wake_ns;
    return raise(SIGKILL);
}

static void the_trace_of_a_dead_workers_task_is_settled(void **state)
{
    (void)state;
    static const struct workload dying = {
        .name = "dying", .kind = WORKLOAD_IO, .task = die};
    static const struct io_ops ops = {.sleep = sleep_mortally};
    plan = (struct plan){.workload = &dying,
                         .tasks = 2,
                         .width = 1,
                         .keep_going = true,
                         .trace = true};
    assert_int_equal(work_open(&work, &plan), 0);
    for (int i = 0; i < 2; i++) {
        if (fork() == 0) {
            struct io io = {.ops = &ops};
            work_run(&work, 0, &io);
        }
        wait(NULL);
        assert_int_equal(work_bury(&work, 0), i == 0);
    }
    const struct io_trace *worked = work_trace(&work, 0);
    const struct io_trace *waited = work_trace(&work, 1);
    const struct result *result = &work.results[1];
    assert_int_equal(worked->cpu_ns, -1);
    assert_int_equal(worked->count, 0);
    assert_int_equal(waited->count, 1);
    assert_true(waited->list[0].begin_ns >= result->begin_ns);
    assert_int_equal(waited->list[0].end_ns, result->end_ns);
    uint64_t work_ns = waited->list[0].begin_ns - result->begin_ns;
    assert_true(waited->cpu_ns >= 0);
    assert_true((uint64_t)waited->cpu_ns <= work_ns);
    work_close(&work);
}

static void without_a_trace_no_wait_is_kept(void **state)
{
    (void)state;
    open_work(&io_workload, 1);
    assert_null(work_trace(&work, 0));
    work_close(&work);
}

/* The mapping is populated at once: traces must not grow with the tasks. */
static void a_trace_of_many_tasks_takes_no_more_memory(void **state)
{
    (void)state;
    size_t bytes[2];
    for (int trace = 0; trace < 2; trace++) {
        plan = (struct plan){.workload = &io_workload,
                             .tasks = 100000,
                             .width = 1,
                             .trace = trace};
        assert_int_equal(work_open(&work, &plan), 0);
        bytes[trace] = work.bytes;
        assert_null(work_trace(&work, 0));
        work_close(&work);
    }
    assert_int_equal(bytes[0], bytes[1]);
}

static void set_span(int index, uint64_t begin_ns, uint64_t end_ns)
{
    work.results[index] = (struct result){
        .begin_ns = begin_ns, .end_ns = end_ns, .worker = index};
}

static void peak_in_flight_counts_tasks_at_one_time(void **state)
{
    (void)state;
    open_work(&io_workload, 0);
    set_span(0, 10, 20);
    set_span(1, 20, 30); /* begins as 0 ends: not at one time */
    set_span(2, 25, 40);
    set_span(3, 28, 29);
    struct figures figures;
    assert_int_equal(figures_make(&figures, &work), 0);
    assert_int_equal(figures.peak_in_flight, 3);
    assert_int_equal(figures.latency_ns.count, 4);
    assert_int_equal(figures.latency_ns.max, 15);
    work_close(&work);
}

static void the_answer_depends_on_order(void **state)
{
    (void)state;
    struct figures one, other;
    open_work(&io_workload, 1);
    run_worker(0);
    assert_int_equal(figures_make(&one, &work), 0);
    work.results[0].answer = 3;
    work.results[1].answer = 0;
    assert_int_equal(figures_make(&other, &work), 0);
    assert_int_not_equal(one.answer, other.answer);
    work_close(&work);
}

static void percentiles_are_by_nearest_rank(void **state)
{
    (void)state;
    uint64_t values[200];
    for (uint64_t i = 0; i < 200; i++)
        values[i] = 200 - i;
    struct percentiles found = figures_percentiles(values, 200);
    assert_int_equal(found.p50, 100);
    assert_int_equal(found.p90, 180);
    assert_int_equal(found.p99, 198);
    assert_int_equal(found.max, 200);
    values[0] = 9;
    assert_int_equal(figures_percentiles(values, 1).p99, 9);
    assert_int_equal(figures_percentiles(values, 0).count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(results_are_in_task_order),
        cmocka_unit_test(in_a_chunk_a_task_begins_when_the_last_one_ended),
        cmocka_unit_test(tasks_may_come_from_elsewhere),
        cmocka_unit_test(a_chunk_is_as_large_as_asked),
        cmocka_unit_test(processes_share_the_results),
        cmocka_unit_test(the_first_failure_cancels_what_has_not_begun),
        cmocka_unit_test(keep_going_runs_all_the_others),
        cmocka_unit_test(only_the_first_reason_to_stop_counts),
        cmocka_unit_test(a_paced_task_that_is_canceled_never_began),
        cmocka_unit_test(a_dead_worker_costs_only_its_task),
        cmocka_unit_test(a_dead_worker_stops_the_run_unless_told_otherwise),
        cmocka_unit_test(a_worker_that_was_done_is_not_buried_again),
        cmocka_unit_test(ticks_that_were_due_at_the_end_were_late),
        cmocka_unit_test(width_zero_is_a_worker_a_task),
        cmocka_unit_test(peak_in_flight_counts_tasks_at_one_time),
        cmocka_unit_test(a_trace_keeps_the_first_waits_of_each_task),
        cmocka_unit_test(a_trace_knows_the_cpu_time_of_work_in_any_thread),
        cmocka_unit_test(the_trace_of_a_dead_workers_task_is_settled),
        cmocka_unit_test(without_a_trace_no_wait_is_kept),
        cmocka_unit_test(a_trace_of_many_tasks_takes_no_more_memory),
        cmocka_unit_test(the_answer_depends_on_order),
        cmocka_unit_test(percentiles_are_by_nearest_rank),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
