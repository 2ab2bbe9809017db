/* conformance.c -- does a program keep the runner's protocol? */
#include "bench/conformance/conformance.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/conformance/check_rules.h"

enum answer check_answer(struct check *check, enum answer answer,
                         const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(check->why, WHY_MAX, format, args);
    va_end(args);
    return answer;
}

static bool lists(const struct check *check, const char *workload)
{
    size_t length = strlen(workload);
    for (const char *line = check->list; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, workload, length) == 0 &&
            (line[length] == '\0' || strchr(" \t\n", line[length])))
            return true;
    }
    return false;
}

static enum answer check_rule(struct check *check, const struct rule *rule)
{
    if (rule->workload && !lists(check, rule->workload))
        return check_answer(check, SKIPPED, "has no workload %s",
                            rule->workload);
    return rule->check(check);
}

static int check_all(struct check *check, FILE *out)
{
    static const char *const words[] = {"ok", "FAILED", "skipped"};
    int counts[3] = {0};
    for (const struct rule *rule = check_rules; rule->name; rule++) {
        *check->why = '\0';
        enum answer answer = check_rule(check, rule);
        if (check->trial.err == -EINTR)
            return -EINTR;
        counts[answer]++;
        fprintf(out, "%-8s %s%s%s\n", words[answer], rule->name,
                *check->why ? ": " : "", check->why);
        fflush(out);
    }
    fprintf(out, "%d ok, %d failed, %d skipped\n", counts[PASSED],
            counts[FAILED], counts[SKIPPED]);
    return counts[FAILED];
}

int check_program(const char *program, FILE *out)
{
    const char *parent = getenv("TMPDIR");
    struct check *check = calloc(1, sizeof *check);
    if (!check)
        return -ENOMEM;
    int err = 0;
    snprintf(check->dir, sizeof check->dir, "%.3900s/overlap-check-XXXXXX",
             parent && *parent ? parent : "/tmp");
    struct stat status = {0};
    if (!realpath(program, check->program) ||
        access(check->program, X_OK) < 0 || stat(program, &status) < 0 ||
        (S_ISREG(status.st_mode) && !mkdtemp(check->dir)))
        err = -errno;
    else if (!S_ISREG(status.st_mode))
        err = -EACCES;
    if (err == 0) {
        err = check_all(check, out);
        rmdir(check->dir);
    }
    trial_close(&check->trial);
    free(check);
    return err;
}
