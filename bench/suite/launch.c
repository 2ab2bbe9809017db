/* launch.c -- a launcher's words, made for each cell. */
#include "bench/suite/launch.h"

#include <errno.h>
#include <string.h>

#include "bench/suite/yaml.h"

#define MARK "{width}"

/* Each mark in a word is filled in, from the first on. */
static char *fill(struct yaml_file *file, const char *word, int width)
{
    char *filled = yaml_text(file, "%s", word);
    while (filled && (word = strstr(filled, MARK)))
        filled = yaml_text(file, "%.*s%d%s", (int)(word - filled), filled,
                           width, word + strlen(MARK));
    return filled;
}

/* A sweep's cells share the words of the cell in the file. */
static int fill_cell(struct cell *cell, int cores)
{
    struct yaml_file *file = cell->place.file;
    int width = cell->width && *cell->width ? *cell->width : cores;
    char **words = yaml_alloc(file, (cell->launch_count + 1) * sizeof *words);
    for (unsigned i = 0; words && i < cell->launch_count; i++)
        if (!(words[i] = fill(file, cell->launch[i], width)))
            return -ENOMEM;
    cell->launch = words;
    return words ? 0 : -ENOMEM;
}

int launch_fill(struct suite *suite, int cores)
{
    int err = 0;
    for (unsigned i = 0; i < suite->experiments_count; i++) {
        struct experiment *experiment = &suite->experiments[i];
        for (unsigned j = 0; j < experiment->cells_count && err == 0; j++)
            err = fill_cell(&experiment->cells[j], cores);
    }
    return err;
}
