/* runner.c -- the main program of every model: parse, run, check, report. */
#include "core/runner/runner.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/machine.h"
#include "core/base/output.h"
#include "core/base/process.h"
#include "core/base/secret.h"
#include "core/runner/help.h"
#include "core/runner/interrupt.h"
#include "core/runner/options.h"
#include "core/runner/record.h"
#include "core/runner/table.h"
#include "core/runner/trace.h"

enum {
    EXIT_RIGHT = 0,
    EXIT_FAILED = 1,
    EXIT_USAGE = 2,
    EXIT_SIGNAL = 128, /* plus its number, as in shells */
};

#define LETTERS             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DESCRIPTORS_TO_KEEP 32 /* for other things than connections */

/* One line, in which others' words may stand. */
static void tell(const struct model *model, const char *what, const char *why)
{
    char program[64];
    snprintf(program, sizeof program, "overlap-%s", model->name);
    output_complain(program, "%s%s%s", what, *what ? ": " : "", why);
}

static int complain(const struct model *model, const char *what, int err)
{
    tell(model, what, strerror(-err));
    return EXIT_USAGE;
}

/* Runs the model in a child, which a task may kill: what was done by then is
 * in shared memory. */
static int run_in_child(struct record *record, struct work *work)
{
    int status;
    pid_t pid = process_fork();
    if (pid == 0) {
        signal(SIGTERM, SIG_DFL); /* others are for the parent */
        _exit(-record->model->run(work));
    }
    if (pid < 0)
        return pid;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return -errno;
    if (WIFEXITED(status))
        return -WEXITSTATUS(status);
    record->killed_by = WTERMSIG(status);
    for (int i = 0; i < work->workers; i++)
        work_bury(work, i);
    fprintf(stderr, "overlap-%s: all workers are gone: %s\n",
            record->model->name, strsignal(record->killed_by));
    return 0;
}

/* Runs the model and measures it. */
static int measure(struct record *record, struct work *work)
{
    struct meter meter;
    int err = work->plan->meter ? meter_start(&meter) : 0;
    if (err)
        return err;
    work_start(work);
    err = work->plan->workload->kills_process ? run_in_child(record, work)
                                              : record->model->run(work);
    record->wall_ns = io_now_ns() - work->start_ns;
    struct usage after = usage_now();
    record->usage = usage_between(&work->start_usage, &after);
    if (work->plan->meter)
        meter_stop(&meter, &record->peaks);
    if (!err && record->model->add_up)
        record->model->add_up(&record->usage,
                              work->plan->meter ? &record->peaks : NULL);
    return err;
}

/* A figure's name, in records, tables and suites. */
static bool is_name(const char *name)
{
    size_t length = name ? strlen(name) : 0;
    return length > 0 && length <= FINDING_NAME_MAX &&
           strspn(name, LETTERS "0123456789_") == length;
}

/* Collects what the run found besides answers; that of a workload from a
 * library may be anything. */
static int find(struct record *record)
{
    const struct work *work = record->work;
    const struct workload *workload = work->plan->workload;
    char why[WORKLOAD_WHY_MAX] = "";
    if (!workload->findings)
        return 0;
    int count = workload->findings(work->plan, work->results, record->findings);
    record->findings_count = 0;
    if (count < 0 || count > WORKLOAD_FINDS_MAX)
        snprintf(why, sizeof why, "found %d findings; expected at most %d",
                 count, WORKLOAD_FINDS_MAX);
    for (int i = 0; i < count && !*why; i++) {
        const char *name = record->findings[i].name;
        if (is_name(name))
            record->findings_count++;
        else
            snprintf(why, sizeof why,
                     "found a finding named '%.40s'; expected letters, "
                     "digits or _, at most %d",
                     name ? name : "", FINDING_NAME_MAX);
    }
    if (*why)
        tell(record->model, workload->name, why);
    return *why ? -EINVAL : 0;
}

/* Checks the answers of the tasks that succeeded, and collects what else the
 * run found. */
static void check(struct record *record)
{
    const struct work *work = record->work;
    const struct workload *workload = work->plan->workload;
    char why[WORKLOAD_WHY_MAX] = "";
    record->check = WORKLOAD_UNCHECKED;
    if (workload->check && record->figures.ok > 0)
        record->check = workload->check(work->plan, work->results, why);
    const char *what = record->check == -EILSEQ ? "wrong answer" : "";
    if (record->check < 0 && !*why)
        snprintf(why, sizeof why, "%s: %s", workload->name,
                 *what ? "its check does not say which"
                       : strerror(-record->check));
    if (record->check < 0)
        tell(record->model, what, why);
    int err = find(record);
    if (err)
        record->check = err;
}

static int report(const struct record *record, const struct options *options)
{
    const struct workload *workload = options->plan.workload;
    int err = options->trace ? trace_write(record, options->trace) : 0;
    if (err)
        return complain(record->model, options->trace, err);
    if (options->trace && !work_trace(record->work, 0))
        fprintf(stderr,
                "overlap-%s: --trace: over %d tasks, so without CPU times and "
                "waits\n",
                record->model->name, WORK_TRACES_MAX);
    if (record->work->tick_capacity &&
        work_ticks(record->work) == record->work->tick_capacity)
        fprintf(stderr, "overlap-%s: --ticker: only the first %d ticks count\n",
                record->model->name, record->work->tick_capacity);
    if (options->record)
        err = record_append(record, options->record);
    if (err)
        return complain(record->model, options->record, err);
    if (!options->record) {
        if (workload->show)
            workload->show(&options->plan, record->work->results, stdout);
        table_print(record, stdout);
    }
    int ended_by = interrupt_caught();
    if (ended_by || record->killed_by)
        return EXIT_SIGNAL + (ended_by ? ended_by : record->killed_by);
    bool failed = record->figures.failed || record->check < 0;
    return failed ? EXIT_FAILED : EXIT_RIGHT;
}

static int workers_max(const struct model *model, const char **limit)
{
    *limit = "none";
    if (model->worker == MODEL_COROUTINE)
        return INT_MAX;
    return machine_max_workers(model->worker == MODEL_THREAD ? MACHINE_THREAD
                                                             : MACHINE_PROCESS,
                               limit);
}

/* Says why a run failed and, if threads or processes ran out, by what limit. */
static int complain_of_run(const struct model *model, const struct work *work,
                           int err)
{
    const char *limit;
    int most = workers_max(model, &limit);
    if (err == -EOWNERDEAD) {
        fprintf(stderr,
                "overlap-%s: three workers in a row died before they began a "
                "task\n",
                model->name);
        return EXIT_USAGE;
    }
    if (err == -EHOSTDOWN) /* it says why */
        return EXIT_USAGE;
    if (err != -EAGAIN)
        return complain(model, "the run failed", err);
    if (model->worker == MODEL_COROUTINE)
        return complain(model, "could not start threads or processes", err);
    if (most >= work_crew(work)) /* it was not the machine */
        return complain(model, "could not start all workers", err);
    fprintf(stderr,
            "overlap-%s: could not start %d workers; this machine allows about "
            "%d, by %s\n",
            model->name, work_crew(work), most, limit);
    return EXIT_USAGE;
}

static int run_work(const struct model *model, const struct options *options,
                    struct work *work)
{
    struct record record = {.model = model, .work = work};
    interrupt_watch(work);
    int err = measure(&record, work);
    work_settle(work);
    if (err)
        return complain_of_run(model, work, err);
    if (model->is_silent)
        return interrupt_caught() ? EXIT_SIGNAL + interrupt_caught()
                                  : EXIT_RIGHT;
    err = figures_make(&record.figures, work);
    if (err)
        return complain(model, "figures", err);
    check(&record);
    return report(&record, options);
}

struct bound {
    int most;
    const char *limit;
};

static void bound_tighten(struct bound *bound, int most, const char *limit)
{
    if (most < bound->most)
        *bound = (struct bound){most, limit};
}

/* How many descriptors the connections of `width` workers take: one each, and
 * what libcurl wants beside it. */
static int count_descriptors(const struct model *model, const struct plan *plan,
                             int width)
{
    int needed = model->descriptors ? model->descriptors(width) : 0;
    bool by_libcurl = plan->workload->uses & USES_PAGES;
    return by_libcurl || needed < width ? needed : width;
}

/* How many workers can be connected, by this program's limits and by those of
 * our own server. */
static void bound_connections(struct bound *bound, const struct model *model,
                              const struct plan *plan)
{
    int width = plan_workers(plan);
    int files = machine_max_files() - DESCRIPTORS_TO_KEEP;
    int needed = count_descriptors(model, plan, width);
    if (files < 0)
        files = 0;
    if (needed > files)
        bound_tighten(bound, (int)((int64_t)width * files / needed),
                      "ulimit -n");
    if (plan->url_count == 0)
        bound_tighten(bound, files, "ulimit -n");
    if (plan->url_count <= 1)
        bound_tighten(bound, machine_max_connections(),
                      "net.ipv4.ip_local_port_range");
}

/* Refuses a width that is not possible before thousands are started. */
static int check_width(const struct model *model, const struct plan *plan)
{
    struct bound bound;
    int width = plan_workers(plan);
    bound.most = workers_max(model, &bound.limit);
    if (plan->workload->connects)
        bound_connections(&bound, model, plan);
    if (width <= bound.most)
        return 0;
    fprintf(stderr,
            "overlap-%s: --width: found %d workers, expected at most %d, "
            "which is what %s allows\n",
            model->name, width, bound.most, bound.limit);
    return -EINVAL;
}

/* Why ranks that share nothing can't run that; NULL: they can. */
static const char *needs_one_program(const struct plan *plan)
{
    const struct workload *workload = plan->workload;
    if (workload->uses & USES_ONE_PLACE)
        return "its tasks change one place, and ranks share no memory";
    if (workload->kills_process)
        return "a rank that is killed ends all others";
    if (plan->per_host || plan->connections)
        return "each would count up to the limit for itself";
    return plan->ticker ? "a ticker is one of several workers of a program"
                        : NULL;
}

static int check_ranks(const struct model *model, const struct plan *plan)
{
    const char *why = model->ranks > 1 ? needs_one_program(plan) : NULL;
    if (why && !model->is_silent)
        fprintf(stderr, "overlap-%s: %s: found %d ranks, expected 1: %s\n",
                model->name, plan->workload->name, model->ranks, why);
    return why ? -EINVAL : 0;
}

static int run_plan(const struct model *model, const struct options *options)
{
    const struct plan *plan = &options->plan;
    const struct workload *workload = plan->workload;
    struct work work;
    char why[WORKLOAD_WHY_MAX] = "";
    if (check_ranks(model, plan) || check_width(model, plan))
        return EXIT_USAGE;
    if (model->check && model->check(plan, why)) {
        tell(model, "", why);
        return EXIT_USAGE;
    }
    interrupt_catch();
    if (workload->sweep)
        workload->sweep(plan);
    int status, err = workload->setup ? workload->setup(plan, why) : 0;
    if (err) {
        tell(model, workload->name, *why ? why : strerror(-err));
        status = EXIT_USAGE;
        goto out;
    }
    err = work_open(&work, plan);
    if (err) {
        status = complain(model, "shared memory", err);
        goto out;
    }
    status = run_work(model, options, &work);
    interrupt_watch(NULL);
    work_close(&work);
out:
    if (workload->teardown)
        workload->teardown();
    return status;
}

/* What the options ask for; `ending` as from interrupt_begin(). */
static int run_asked(const struct model *model, const struct options *options,
                     int ending)
{
    if (ending) {
        interrupt_finish(&options->plan);
        return EXIT_SIGNAL + ending;
    }
    if (model->is_silent && options->ask != ASK_RUN)
        return EXIT_RIGHT;
    if (options->ask == ASK_HELP)
        help_print(model, options);
    else if (options->ask == ASK_LIST)
        help_print_workloads(options->workloads);
    else if (options->ask == ASK_OPTIONS)
        help_print_table(options->workloads);
    else if (options->ask == ASK_VERSION)
        printf("overlap-%s %s\n", model->name, OVERLAP_VERSION);
    else
        return run_plan(model, options);
    return EXIT_RIGHT;
}

/* The process whose run is not over; 0: there is none. */
static pid_t running;

/* A workload from a library may call exit(): what is not done is no success. */
static void refuse_exit(int status, void *program)
{
    if (running != getpid() || status)
        return;
    output_complain(program, "found exit(0) in the middle of the run, expected "
                             "its tasks to end by themselves");
    fflush(stdout);
    _exit(EXIT_FAILED);
}

int runner_main(const struct model *model,
                const struct workload *const *workloads, int argc, char **argv)
{
    struct options options;
    static char program[64];
    char why[WHY_MAX] = "";
    snprintf(program, sizeof program, "overlap-%s", model->name);
    int status = output_begin(program);
    if (status)
        return status;
    running = getpid();
    on_exit(refuse_exit, program);
    char **words = secret_hide(argc, argv);
    int ending = words ? interrupt_begin(argc, words) : -ENOMEM;
    if (ending < 0) {
        free(words);
        return complain(model, "command line", ending);
    }
    int err = options_parse(&options, model, workloads, argc, words, why);
    if (err) {
        if (!model->is_silent)
            tell(model, "", *why ? why : strerror(-err));
        status = EXIT_USAGE;
    } else {
        status = run_asked(model, &options, ending);
        status = output_end(program, status);
    }
    options_free(&options);
    free(words);
    running = 0;
    return status;
}
