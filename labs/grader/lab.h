/* lab.h -- a lab: its lab.yaml, and where its parts are. */
#ifndef OVERLAP_LABS_GRADER_LAB_H
#define OVERLAP_LABS_GRADER_LAB_H

#include <limits.h>
#include <stdbool.h>

#include "bench/suite/yaml_place.h"
#include "core/base/why.h"

struct lab_check {
    struct yaml_place place;
    char *id, *title, *hint;
    int points;
    bool hidden; /* students learn its name and whether it passed */
};

/* Of each program that a submission runs as. */
struct lab_limits {
    struct yaml_place place;
    int seconds, memory_mib, processes, disk_mib;
};

/* A submission that the lab's author has written, right or wrong. */
struct lab_answer {
    struct yaml_place place;
    char *name, *says;
    int points;
    char **fails; /* ids of checks */
    unsigned fails_count;
};

struct lab_answers {
    struct yaml_place place;
    struct lab_answer *answers;
    unsigned answers_count;
};

struct lab {
    struct yaml_place place;
    char *title, *summary;
    int hours;
    char **files; /* handed in */
    unsigned files_count;
    char **programs; /* of overlap's, which the checks start */
    unsigned programs_count;
    struct lab_limits limits;
    struct lab_check *checks;
    unsigned checks_count;
    char name[NAME_MAX + 1], dir[PATH_MAX];
};

#define LAB_POINTS 100 /* the sum over all checks */

/* Reads the lab in the folder `dir`. On failure *lab is NULL, and the result a
 * negative errno value with a line in `why`. */
int lab_load(struct lab **lab, const char *dir, char why[WHY_MAX]);

/* The same for a name: a folder of `labs_dir`, or a path if it has a slash. */
int lab_find(struct lab **lab, const char *labs_dir, const char *name,
             char why[WHY_MAX]);

/* Reads its answers/answers.yaml, which belongs to the lab afterwards: free it
 * with lab_answers_free(). */
int lab_answers_load(struct lab_answers **answers, const struct lab *lab,
                     char why[WHY_MAX]);

void lab_free(struct lab *lab);
void lab_answers_free(struct lab_answers *answers);

/* The index of a check, or -1. */
int lab_check_find(const struct lab *lab, const char *id);

/* May a file of a submission or a pack have this name? It is relative, stays
 * below its folder, and has no character that a line of text cannot hold. */
bool lab_is_name(const char *name);

#endif
