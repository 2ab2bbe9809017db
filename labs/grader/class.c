/* class.c -- grades many submissions, a few at a time, each into a file. */
#include "labs/grader/class.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/suite/schedule.h"
#include "core/base/file.h"
#include "core/base/mixer.h"
#include "core/base/output.h"
#include "core/base/path.h"
#include "core/base/process.h"
#include "core/base/scratch.h"
#include "core/base/text.h"
#include "labs/grader/field.h"

#define JOBS_MAX 16
#define LOOK_MS  20

const char *class_name(const char *submission)
{
    const char *slash = strrchr(submission, '/');
    return slash ? slash + 1 : submission;
}

int class_names(const char *const *submissions, int count, char why[WHY_MAX])
{
    for (int i = 0; i < count; i++) {
        const char *name = class_name(submissions[i]);
        if (!*name || *name == '.' || !lab_is_name(name)) {
            snprintf(why, WHY_MAX,
                     "found a submission '%.300s'; expected a name without "
                     "control characters that begins with no dot and ends "
                     "with no slash",
                     submissions[i]);
            return -EINVAL;
        }
        for (int j = 0; j < i; j++)
            if (strcmp(name, class_name(submissions[j])) == 0) {
                snprintf(why, WHY_MAX,
                         "found two submissions '%.300s'; expected each name "
                         "once",
                         name);
                return -EINVAL;
            }
    }
    return 0;
}

static char *grade_path(const struct class_request *request, int index,
                        char path[PATH_MAX])
{
    return path_format(path, "%s/%s.json", request->output,
                       class_name(request->submissions[index]));
}

json_t *class_grade(const struct class_request *request, int index)
{
    char path[PATH_MAX], why[WHY_MAX];
    json_t *grade;
    if (json_read(&grade, grade_path(request, index, path), why) < 0)
        return NULL;
    const char *lab = json_string_value(json_object_get(grade, "lab"));
    if (lab && strcmp(lab, request->each.lab->name) == 0)
        return grade;
    json_decref(grade);
    return NULL;
}

static uint64_t seed_of(const struct class_request *request, int index)
{
    uint64_t seed = request->each.seed;
    const char *name = class_name(request->submissions[index]);
    for (; !request->same_seed && *name; name++)
        seed = mixer_mix(seed ^ (unsigned char)*name);
    return seed % (UINT64_C(1) << 53);
}

static pid_t job_start(const struct class_request *request, int index)
{
    char overlap[PATH_MAX], output[PATH_MAX], seed[32];
    char *argv[] = {path_format(overlap, "%s/overlap", request->each.bin_dir),
                    "lab",
                    "grade",
                    (char *)request->each.lab->dir,
                    (char *)request->submissions[index],
                    "--format=json",
                    "--output",
                    grade_path(request, index, output),
                    seed,
                    request->each.reveals ? "--reveal" : NULL,
                    NULL};
    snprintf(seed, sizeof seed, "--seed=%llu",
             (unsigned long long)seed_of(request, index) + 1);
    return process_start(argv, -1, STDERR_FILENO, NULL);
}

/* What is known of those in progress. */
struct jobs {
    pid_t pid[JOBS_MAX];
    int running, next, done, graded;
    uint64_t begin_ms;
};

static void show(const struct class_request *request, const struct jobs *jobs)
{
    if (!request->progress)
        return;
    uint64_t took_ms = process_now_ms() - jobs->begin_ms;
    int left = request->count - jobs->done;
    fprintf(request->progress, "%s%d of %d done",
            output_redraws(request->progress) ? "\r\033[K" : "", jobs->done,
            request->count);
    if (jobs->graded && left)
        fprintf(request->progress, ", about %llu s left",
                (unsigned long long)took_ms * (unsigned)left /
                    (unsigned)jobs->graded / 1000);
    if (!output_redraws(request->progress) || !left)
        putc('\n', request->progress);
    fflush(request->progress);
}

/* Starts as many as may run. */
static int fill(const struct class_request *request, struct jobs *jobs)
{
    while (jobs->running < request->jobs && jobs->next < request->count) {
        json_t *grade = class_grade(request, jobs->next);
        bool whole = grade && !*field_text(grade, "trouble");
        json_decref(grade);
        if (whole) {
            jobs->next++;
            jobs->done++;
            continue;
        }
        pid_t pid = job_start(request, jobs->next++);
        if (pid < 0)
            return pid;
        jobs->pid[jobs->running++] = pid;
    }
    return 0;
}

/* Waits a moment for each. Its exit status is of no interest: whether there is
 * a grade is. */
static int look(const struct class_request *request, struct jobs *jobs)
{
    for (int i = 0; i < jobs->running; i++) {
        int status, err = process_wait(jobs->pid[i], LOOK_MS, &status);
        if (err == -ETIMEDOUT)
            continue;
        if (err < 0)
            return err;
        jobs->pid[i--] = jobs->pid[--jobs->running];
        jobs->done++;
        jobs->graded++;
        show(request, jobs);
    }
    return 0;
}

static int run_all(const struct class_request *request, char why[WHY_MAX])
{
    struct jobs jobs = {.begin_ms = process_now_ms()};
    int err = fill(request, &jobs);
    show(request, &jobs);
    while (err == 0 && jobs.running > 0) {
        err = look(request, &jobs);
        if (err == 0)
            err = fill(request, &jobs);
    }
    while (jobs.running > 0)
        process_stop(jobs.pid[--jobs.running]);
    if (err < 0 && err != -EINTR)
        why_errno(why, err, "grading");
    return err;
}

/* What all of them need is made once, where none of them can come: lab.py. */
int class_run(const struct class_request *request, char why[WHY_MAX])
{
    struct scratch cache = {0};
    int err = scratch_make(&cache, NULL, why, WHY_MAX);
    if (err == 0) {
        setenv("LAB_CACHE", cache.path, 1);
        err = run_all(request, why);
    }
    scratch_remove(&cache);
    return err;
}

static void put_heading(FILE *csv, const struct lab *lab)
{
    fputs("submission,score,max", csv);
    for (unsigned i = 0; i < lab->checks_count; i++) {
        putc(',', csv);
        text_put_csv(csv, lab->checks[i].id);
    }
    fputs(",flag,error\n", csv);
}

static void put_grade(FILE *out, FILE *csv, const char *name,
                      const json_t *grade)
{
    const json_t *check;
    size_t index;
    const char *flag = "", *error = field_text(grade, "error");
    if (!*error)
        error = grade ? field_text(grade, "trouble") : "not graded";
    text_put_csv(csv, name);
    fprintf(csv, ",%d,%d", field_whole(grade, "score"),
            field_whole(grade, "max"));
    fprintf(out, "%-24s %3d  ", name, field_whole(grade, "score"));
    json_array_foreach(json_object_get(grade, "checks"), index, check)
    {
        fprintf(csv, ",%d", field_whole(check, "points"));
        if (!field_truth(check, "passed"))
            fprintf(out, " %s", field_text(check, "id"));
        if (*field_text(check, "flag"))
            flag = field_text(check, "flag");
    }
    fprintf(out, "%s%s\n", *error ? "  " : "", error);
    putc(',', csv);
    text_put_csv(csv, flag);
    putc(',', csv);
    text_put_csv(csv, error);
    putc('\n', csv);
}

int class_table(FILE *out, const struct class_request *request,
                char why[WHY_MAX])
{
    char path[PATH_MAX];
    struct file csv;
    path_format(path, "%s/grades.csv", request->output);
    int err = file_begin(&csv, path), missing = 0;
    if (err < 0)
        return why_errno(why, err, path);
    put_heading(csv.out, request->each.lab);
    fprintf(out, "%-24s points, and the checks that were failed\n",
            "submission");
    for (int i = 0; i < request->count; i++) {
        json_t *grade = class_grade(request, i);
        put_grade(out, csv.out, class_name(request->submissions[i]), grade);
        missing += !grade || *field_text(grade, "trouble");
        json_decref(grade);
    }
    err = file_end(&csv, 0);
    return err < 0 ? why_errno(why, err, path) : missing;
}
