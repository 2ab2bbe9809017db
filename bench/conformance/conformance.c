/* conformance.c -- does a program keep the runner's protocol? */
#include "bench/conformance/conformance.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/conformance/rules.h"
#include "core/base/text.h"

static bool lists(const struct candidate *candidate, const char *workload)
{
    size_t length = strlen(workload);
    for (const char *line = candidate->list; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, workload, length) == 0 &&
            (line[length] == '\0' || strchr(" \t\n", line[length])))
            return true;
    }
    return false;
}

static enum ruling rule_try(struct candidate *candidate,
                            const struct rule *rule)
{
    if (rule->workload && !lists(candidate, rule->workload))
        return rule_settle(candidate, SKIPPED, "has no workload %s",
                           rule->workload);
    candidate->trial.err = 0;
    enum ruling ruling = rule->test(candidate);
    const char *fault = trial_fault(&candidate->trial);
    if (fault)
        return rule_settle(candidate, FAILED, "%s; expected it to end", fault);
    return ruling;
}

static const char *const words[] = {"ok", "FAILED", "skipped"};

static void tell(FILE *out, json_t *list, const char *name, enum ruling ruling,
                 const char *why)
{
    if (list)
        json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "rule", name,
                                              "verdict", words[ruling],
                                              "reason", why));
    if (!out)
        return;
    fprintf(out, "%-8s %s%s%s\n", words[ruling], name, *why ? ": " : "", why);
    fflush(out);
}

static int try_all(struct candidate *candidate, FILE *out, json_t *list)
{
    int counts[3] = {0};
    for (const struct rule *rule = rules; rule->name; rule++) {
        *candidate->why = '\0';
        enum ruling ruling = rule_try(candidate, rule);
        if (candidate->trial.err == -EINTR)
            return -EINTR;
        counts[ruling]++;
        tell(out, list, rule->name, ruling, text_sanitise(candidate->why));
    }
    if (out)
        fprintf(out, "%d ok, %d failed, %d skipped\n", counts[PASSED],
                counts[FAILED], counts[SKIPPED]);
    return counts[FAILED];
}

/* Finds the program, or says why it cannot be run. */
static int find_program(struct candidate *candidate, const char *program,
                        char why[WHY_MAX])
{
    struct stat status = {0};
    int err = 0;
    if (!realpath(program, candidate->program) ||
        access(candidate->program, X_OK) < 0 || stat(program, &status) < 0)
        err = -errno;
    else if (!S_ISREG(status.st_mode))
        err = -EACCES;
    if (err)
        snprintf(why, WHY_MAX, "%.300s: %s; expected a program that can be run",
                 program, strerror(-err));
    return err;
}

int conformance_test(const char *program, FILE *out, json_t *list,
                     char why[WHY_MAX])
{
    struct candidate *candidate = calloc(1, sizeof *candidate);
    snprintf(why, WHY_MAX, "out of memory");
    if (!candidate)
        return -ENOMEM;
    int err = find_program(candidate, program, why);
    scratch_sweep(NULL);
    err = err ? err : scratch_make(&candidate->folder, NULL, why, WHY_MAX);
    if (err == 0)
        err = try_all(candidate, out, list);
    scratch_remove(&candidate->folder);
    trial_close(&candidate->trial);
    free(candidate);
    return err;
}
