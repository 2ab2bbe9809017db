/* fuzz_options.c -- any lines as the words of a command line. */
#include "core/runner/options.h"

#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "workloads/list.h"

#define WORDS_MAX 64

static const struct model model = {
    .name = "fuzz", .summary = "no worker", .can_offload = true};

static void expect_plan(const struct plan *plan)
{
    fuzz_expect(plan->tasks >= 1 && plan->width >= 0, "tasks and a width");
    fuzz_expect(plan_workers(plan) >= 1 && plan_workers(plan) <= plan->tasks,
                "a worker, and none without a task");
    fuzz_expect(!(plan->rate_per_s < 0), "a rate");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_text(data, size), *rest = text;
    char *argv[WORDS_MAX + 2] = {"overlap-fuzz"};
    char why[WHY_MAX] = "";
    int argc = 1;
    struct options options;
    for (char *word; argc <= WORDS_MAX && (word = strsep(&rest, "\n"));)
        argv[argc++] = word;
    if (options_parse(&options, &model, workload_list, argc, argv, why) < 0)
        fuzz_expect_line(why);
    else if (options.ask == ASK_RUN)
        expect_plan(&options.plan);
    options_free(&options);
    free(text);
    return 0;
}
