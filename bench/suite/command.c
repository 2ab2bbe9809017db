/* command.c -- the command line that runs a cell. */
#include "bench/suite/command.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/base/path.h"
#include "core/base/units.h"

void command_add(struct command *command, const char *text)
{
    if (command->count < COMMAND_WORDS_MAX)
        command->word[command->count] = memory_need(strdup(text));
    command->count++;
}

bool command_complete(const struct command *command)
{
    return command->count <= COMMAND_WORDS_MAX;
}

void command_free(struct command *command)
{
    for (int i = 0; i < COMMAND_WORDS_MAX; i++)
        free(command->word[i]);
    *command = (struct command){.count = 0};
}

const char *command_value(const struct command *command, const char *option)
{
    const char *value = NULL;
    size_t length = strlen(option);
    for (int i = command->program; i < command->count && i < COMMAND_WORDS_MAX;
         i++) {
        const char *word = command->word[i];
        if (strncmp(word, option, length) != 0)
            continue;
        if (word[length] == '=')
            value = word + length + 1;
        else if (!word[length])
            value = i + 1 < command->count ? command->word[i + 1] : "";
    }
    return value;
}

static void add_option(struct command *command, const char *option,
                       const char *value)
{
    if (value) {
        command_add(command, option);
        command_add(command, value);
    }
}

static void add_number(struct command *command, const char *option,
                       const int *value)
{
    char text[16];
    if (value) {
        snprintf(text, sizeof text, "%d", *value);
        add_option(command, option, text);
    }
}

static void add_flag(struct command *command, const char *option, bool given)
{
    if (given)
        command_add(command, option);
}

/* The first CPU that we may use; taskset refuses any other. */
static void add_pin(struct command *command)
{
    cpu_set_t set;
    size_t cpu = 0;
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        while (cpu < CPU_SETSIZE - 1 && !CPU_ISSET(cpu, &set))
            cpu++;
    command_add(command, "taskset");
    add_number(command, "-c", &(int){(int)cpu});
}

static void add_program(struct command *command, const struct cell *cell,
                        const char *bin_dir)
{
    char path[PATH_MAX];
    path_format(path, "%s/overlap%s%s", bin_dir, cell->model ? "-" : "",
                cell->model ? cell->model : "");
    command_add(command, cell->executable ? cell->executable : path);
}

static void add_words(struct command *command, char *const *words,
                      unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        command_add(command, words[i]);
}

/* For mixed, a server without a delay of its own holds each page back for as
 * long as the task must wait: the share of its size that is not computed. */
static void add_url(struct command *command,
                    const struct experiment *experiment,
                    const struct cell *cell, const char *url)
{
    char text[256];
    uint64_t ns;
    const char *size = cell->size ? cell->size : experiment->size;
    const int *share =
        cell->cpu_share ? cell->cpu_share : experiment->cpu_share;
    bool waits = url && share && size && experiment->server &&
                 !experiment->server->delay &&
                 strcmp(cell_workload(experiment, cell), "mixed") == 0 &&
                 units_parse_duration_ns(size, &ns) == 0;
    if (waits)
        snprintf(text, sizeof text, "%.200s?delay=%.0fus", url,
                 (double)ns * (100 - *share) / 1e5);
    add_option(command, experiment->database ? "--db" : "--url",
               waits ? text : url);
}

const char *command_url(const struct experiment *experiment)
{
    return experiment->server || experiment->database ? "URL" : NULL;
}

void command_of_cell(struct command *command,
                     const struct experiment *experiment,
                     const struct cell *cell, const char *bin_dir,
                     const char *url, bool meter)
{
    const char *workload = cell_workload(experiment, cell);
    const char *size = cell->size ? cell->size : experiment->size;
    *command = (struct command){.count = 0};
    add_words(command, cell->launch, cell->launch_count);
    if (cell->pin)
        add_pin(command);
    command->program = command->count;
    add_program(command, cell, bin_dir);
    if (strcmp(workload, SUITE_BURN) == 0) {
        command_add(command, "burn");
        command_add(command, size ? size : "250");
        add_number(command, "--processes", cell->tasks);
        return;
    }
    command_add(command, workload);
    add_number(command, "--tasks",
               cell->tasks         ? cell->tasks
               : experiment->tasks ? &experiment->tasks
                                   : NULL);
    add_option(command, "--size", size);
    add_number(command, "--width", cell->width);
    add_number(command, "--chunk", cell->chunk);
    add_option(command, "--rate", experiment->rate);
    add_option(command, "--timeout", experiment->timeout);
    add_number(command, "--cpu-share",
               cell->cpu_share ? cell->cpu_share : experiment->cpu_share);
    add_url(command, experiment, cell, url);
    add_flag(command, "--offload", cell->offload);
    add_flag(command, "--ticker", cell->ticker);
    add_words(command, experiment->options, experiment->options_count);
    add_words(command, cell->options, cell->options_count);
    /* The protocol asks only our own programs to meter themselves. */
    add_flag(command, "--meter", cell->meter || (meter && !cell->executable));
}
