/* command_lab.c -- overlap lab: course assignments, started and graded. */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/commands.h"
#include "bench/suite/schedule.h"
#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/process.h"
#include "labs/grader/author.h"
#include "labs/grader/class.h"
#include "labs/grader/format.h"
#include "labs/grader/grade.h"
#include "labs/grader/pack.h"
#include "labs/grader/start.h"
#include "labs/grader/wall.h"

struct lab_options {
    bool help, reveal;
    const char *format, *output;
    uint64_t seed;
};

#define AT(member) offsetof(struct lab_options, member)
static const struct option rows[] = {
    {"format", OPTION_CHOICE, AT(format), "FORMAT", .words = format_names,
     .help = "of the grade; by default text"},
    {"output", OPTION_TEXT, AT(output), "FILE",
     .help = "write the grade here, not to standard output"},
    {"seed", OPTION_NUMBER, AT(seed), "N", .least = 1, .most = SEED_MAX,
     .help = "of the values that the checks use; by default any"},
    {"reveal", OPTION_FLAG, AT(reveal), NULL,
     .help = "show what hidden checks saw, too"},
    COMMAND_HELP,
    {0},
};

/* The folder with the labs, and that of the grader's own files. */
static char *labs_path(const struct places *places, const char *below,
                       char path[PATH_MAX])
{
    return path_format(path, "%s/labs%s", places->data, below);
}

static int find_lab(struct lab **lab, const struct places *places,
                    const char *name)
{
    char dir[PATH_MAX], why[WHY_MAX];
    int err = lab_find(lab, labs_path(places, "", dir), name, why);
    return err < 0 ? command_refuse("lab: %s", why) : -1;
}

/* Reads the command line of a command whose first word is a lab's name. */
static int read_lab(struct lab **lab, const struct places *places,
                    const struct command_line *line, void *asked, int argc,
                    char **argv)
{
    int status = command_read(line, asked, argc, argv, NULL);
    return status < 0 ? find_lab(lab, places, argv[1]) : status;
}

static uint64_t any_seed(void)
{
    uint64_t seed = 1;
    if (getrandom(&seed, sizeof seed, 0) < 0)
        seed = process_now_ms();
    return seed % SEED_MAX + 1;
}

/* Writes the grade where it is wanted. */
static int show(const json_t *grade, const struct lab_options *asked)
{
    const char *format = asked->format ? asked->format : "text";
    if (!asked->output)
        return format_write(stdout, grade, format) < 0
                   ? command_refuse("lab: not enough memory")
                   : -1;
    struct file file;
    int err = file_begin(&file, asked->output);
    if (err == 0)
        err = file_end(&file, format_write(file.out, grade, format));
    return err < 0 ? command_refuse("lab: %s: %s", asked->output,
                                    file_strerror(err))
                   : -1;
}

static void request_make(struct grade_request *request, const struct lab *lab,
                         const struct places *places, char grader[PATH_MAX])
{
    *request = (struct grade_request){
        .lab = lab,
        .bin_dir = places->bin_dir,
        .grader_dir = labs_path(places, "/grader", grader),
    };
}

/* A submission that cannot be taken has a grade, too. */
static int grade(const struct places *places, const struct lab *lab,
                 const char *submission, const struct lab_options *asked)
{
    char why[WHY_MAX], grader[PATH_MAX];
    struct grade_request request;
    request_make(&request, lab, places, grader);
    request.submission = submission;
    request.seed = asked->seed ? asked->seed : any_seed();
    request.reveals = asked->reveal;
    json_t *made;
    int err = grade_make(&made, &request, why);
    if (err == -EINTR)
        return 130;
    if (!made)
        return command_refuse("lab: %s", why);
    int status = show(made, asked);
    json_decref(made);
    if (status >= 0)
        return status;
    if (err < 0)
        command_refuse("lab: %s", why);
    return err == -EPROTO ? 1 : err < 0 ? 2 : 0;
}

/* Many of them, into a folder. */
static int grade_class(const struct places *places, const struct lab *lab,
                       const char *const *submissions, int count,
                       const struct lab_options *asked)
{
    char why[WHY_MAX], grader[PATH_MAX], inside[PATH_MAX];
    struct class_request request = {.submissions = submissions,
                                    .count = count,
                                    .jobs = 2,
                                    .output = asked->output,
                                    .progress = stderr};
    request_make(&request.each, lab, places, grader);
    request.each.seed = asked->seed ? asked->seed : 1;
    request.each.reveals = asked->reveal;
    if (!asked->output)
        return command_refuse("lab: found many submissions and no --output; "
                              "expected a folder for their grades");
    int err = class_names(submissions, count, why);
    if (err == 0 && mkdir(asked->output, 0777) < 0 && errno != EEXIST)
        err = why_errno(why, -errno, asked->output);
    path_format(inside, "%s/.", asked->output);
    if (err == 0 && access(inside, W_OK | X_OK) < 0)
        err = why_errno(why, -errno, asked->output);
    if (err == 0)
        err = class_run(&request, why);
    if (err == -EINTR)
        return 130;
    if (err == 0)
        err = class_table(stdout, &request, why);
    if (err < 0)
        return command_refuse("lab: %s", why);
    if (err > 0)
        fprintf(stderr,
                "overlap: lab: %d of %d not graded; the same command "
                "tries them again\n",
                err, count);
    return err > 0;
}

/* The slash at the end of what a shell makes of `handed-in/` and a star is no
 * part of a name. */
static void trim_slashes(char *path)
{
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/')
        path[--length] = '\0';
}

static int lab_grade(const struct places *places, int argc, char **argv)
{
    static const struct command_line line = {
        .words = "NAME DIR...",
        .about = "Grades what was handed in, a folder, an archive or a file, "
                 "for a lab: a name that\n`overlap lab list` shows, or a "
                 "path. Exit status: 0 it was graded; 1 the lab's own\nchecks "
                 "failed; 2 what was handed in cannot be read, and the grade "
                 "says so.\n"
                 "Many, a whole class, are graded two at a time: a line for "
                 "each, and grades.csv, in the folder\n--output, where what "
                 "was graded before stays as it is.\n",
        .rows = rows,
        .examples = "  overlap lab grade pool ~/pool\n"
                    "  overlap lab grade pool ~/pool --format json --output "
                    "grade.json --seed 7\n"
                    "  overlap lab grade pool handed-in/* --output grades\n",
        .least = 2,
        .most = 10000};
    struct lab_options asked = {0};
    struct lab *lab;
    int status = read_lab(&lab, places, &line, &asked, argc, argv);
    if (status >= 0)
        return status;
    process_begin();
    int count = 0;
    while (argv[2 + count])
        count++;
    for (int i = 0; count > 1 && i < count; i++)
        trim_slashes(argv[2 + i]);
    status = count > 1 ? grade_class(places, lab, (const char *const *)argv + 2,
                                     count, &asked)
                       : grade(places, lab, argv[2], &asked);
    lab_free(lab);
    return status;
}

struct author_options {
    bool help, grade;
    const char *only, *write;
    uint64_t seed;
};

static int author(const struct places *places, const struct lab *lab,
                  const struct author_options *asked)
{
    char why[WHY_MAX], grader[PATH_MAX];
    struct grade_request request;
    request_make(&request, lab, places, grader);
    request.seed = asked->seed;
    request.reveals = true;
    int wrong = author_check(stdout, lab, why);
    int err = wrong >= 0 && asked->write
                  ? author_write(lab, asked->only, asked->write, why)
                  : 0;
    if (err < 0)
        wrong = err;
    if (wrong >= 0 && asked->grade) {
        int found = wrong;
        wrong = author_grade(stdout, &request, asked->only, why);
        wrong += wrong >= 0 ? found : 0;
    }
    if (wrong == -EINTR)
        return 130;
    if (wrong < 0)
        return command_refuse("lab: %s", why);
    if (wrong == 0)
        printf("%s: nothing is wrong\n", lab->name);
    return wrong > 0;
}

static int lab_check(const struct places *places, int argc, char **argv)
{
#define AUTHOR(member) offsetof(struct author_options, member)
    static const struct option author_rows[] = {
        {"grade", OPTION_FLAG, AUTHOR(grade), NULL,
         .help = "grade the answers, too, and compare their points"},
        {"only", OPTION_TEXT, AUTHOR(only), "PATTERN",
         .help = "of the answers, the ones with such names"},
        {"write", OPTION_TEXT, AUTHOR(write), "DIR",
         .help = "write the answers into this new folder, as they would be "
                 "handed in"},
        {"seed", OPTION_NUMBER, AUTHOR(seed), "N", .least = 1, .most = SEED_MAX,
         .help = "of the values that the checks use"},
        COMMAND_HELP,
        {0},
    };
    static const struct command_line line = {
        .words = "NAME",
        .about = "Says what is missing or inconsistent in a lab, for who "
                 "writes it. Exit status: 0 nothing; 1\nsomething.\n",
        .rows = author_rows,
        .examples = "  overlap lab check pool\n"
                    "  overlap lab check ./my-lab --grade --only 'no-*'\n",
        .least = 1,
        .most = 1};
    struct author_options asked = {.seed = 1};
    struct lab *lab;
    int status = read_lab(&lab, places, &line, &asked, argc, argv);
    if (status >= 0)
        return status;
    process_begin();
    status = author(places, lab, &asked);
    lab_free(lab);
    return status;
}

static int lab_list(const struct places *places, int argc, char **argv)
{
    static const struct command_line line = {
        .words = "",
        .about = "Lists the labs: hours, and what the student does.\n",
        .examples = "  overlap lab list\n"};
    char dir[PATH_MAX], why[WHY_MAX];
    int status = command_read(&line, NULL, argc, argv, NULL);
    if (status >= 0)
        return status;
    int err = start_list(stdout, labs_path(places, "", dir), why);
    return err < 0 ? command_refuse("lab: %s", why) : 0;
}

static int lab_start(const struct places *places, int argc, char **argv)
{
    static const struct command_line line = {
        .words = "NAME DIR",
        .about = "Makes the folder DIR, with all that a student needs to begin "
                 "a lab.\n",
        .examples = "  overlap lab start pool ~/pool\n",
        .least = 2,
        .most = 2};
    char why[WHY_MAX];
    struct lab *lab;
    int status = read_lab(&lab, places, &line, NULL, argc, argv);
    if (status >= 0)
        return status;
    process_begin(); /* a signal would leave half of it */
    int err = start_make(lab, argv[2], why);
    if (err == 0)
        printf("Lab %s is in %s: read README.md there.\n", lab->name, argv[2]);
    lab_free(lab);
    return err < 0 ? command_refuse("lab: %s", why) : 0;
}

struct pack_options {
    bool help;
    const char *platform, *output;
};

static int lab_pack(const struct places *places, int argc, char **argv)
{
#define PACK(member) offsetof(struct pack_options, member)
    static const struct option pack_rows[] = {
        {"for", OPTION_CHOICE, PACK(platform), "PLATFORM", .words = pack_names,
         .help = "where it is to be uploaded"},
        {"output", OPTION_TEXT, PACK(output), "FILE", .letter = 'o',
         .help = "by default NAME-PLATFORM.zip"},
        COMMAND_HELP,
        {0},
    };
    static const struct command_line line = {
        .words = "NAME",
        .about = "Packs a lab for a platform: one zip file, with all that the "
                 "platform needs to grade it.\nlabs/README.md says where to "
                 "upload it.\n",
        .rows = pack_rows,
        .examples = "  overlap lab pack pool --for gradescope -o pool.zip\n",
        .least = 1,
        .most = 1};
    struct pack_options asked = {.platform = "gradescope"};
    char path[PATH_MAX], grader[PATH_MAX], why[WHY_MAX];
    struct lab *lab;
    int status = read_lab(&lab, places, &line, &asked, argc, argv);
    if (status >= 0)
        return status;
    process_begin();
    path_format(path, "%s-%s.zip", lab->name, asked.platform);
    int err =
        pack_make(lab, labs_path(places, "/grader", grader), asked.platform,
                  asked.output ? asked.output : path, why);
    lab_free(lab);
    if (err == -EINTR)
        return 130;
    return err < 0 ? command_refuse("lab: %s", why) : 0;
}

struct show_options {
    bool help;
    const char *format, *check;
};

/* Whether a check was passed, by the exit status. */
static int show_check(const json_t *made, const char *id)
{
    const json_t *check;
    size_t index;
    json_array_foreach(json_object_get(made, "checks"), index, check)
    {
        const char *seen = json_string_value(json_object_get(check, "seen"));
        const char *is = json_string_value(json_object_get(check, "id"));
        if (!is || strcmp(is, id) != 0)
            continue;
        bool passed = json_is_true(json_object_get(check, "passed"));
        if (!passed && seen)
            printf("seen: %s\n", seen);
        return !passed;
    }
    return command_refuse("lab: found no check '%s' in the grade", id);
}

static int lab_show(const struct places *places, int argc, char **argv)
{
#define SHOW(member) offsetof(struct show_options, member)
    static const struct option show_rows[] = {
        {"format", OPTION_CHOICE, SHOW(format), "FORMAT", .words = format_names,
         .help = "as for grade"},
        {"check", OPTION_TEXT, SHOW(check), "ID",
         .help = "only whether this check was passed: exit status 0, else 1"},
        COMMAND_HELP,
        {0},
    };
    static const struct command_line line = {
        .words = "GRADE",
        .about = "Shows a grade, as `overlap lab grade --format json` has "
                 "written it, in another format.\n",
        .rows = show_rows,
        .examples = "  overlap lab show grade.json\n"
                    "  overlap lab show grade.json --format junit\n",
        .least = 1,
        .most = 1};
    struct show_options asked = {.format = "text"};
    char why[WHY_MAX];
    json_t *made;
    (void)places;
    int status = command_read(&line, &asked, argc, argv, NULL);
    if (status >= 0)
        return status;
    if (json_read(&made, argv[1], why) < 0)
        return command_refuse("lab: %s", why);
    const char *schema = json_string_value(json_object_get(made, "schema"));
    if (!schema || strcmp(schema, "overlap/grade/1") != 0)
        status = command_refuse("lab: found %s, which is no grade; expected "
                                "the schema overlap/grade/1",
                                argv[1]);
    else if (asked.check)
        status = show_check(made, asked.check);
    else
        status = format_write(stdout, made, asked.format) < 0 ? 2 : 0;
    json_decref(made);
    return status;
}

struct wall_options {
    bool help;
    const char *walls, *folder, *writes;
    int uid, seconds, memory_mib, processes, disk_mib;
};

/* For lab.py: a program of the submission, behind the walls. */
static int lab_wall(const struct places *places, int argc, char **argv)
{
#define WALL(member) offsetof(struct wall_options, member)
    static const struct option wall_rows[] = {
        {"walls", OPTION_CHOICE, WALL(walls), "KIND", .help = "",
         .words = wall_kinds},
        {"folder", OPTION_TEXT, WALL(folder), "DIR", .help = ""},
        {"writes", OPTION_TEXT, WALL(writes), "DIR", .help = ""},
        {"uid", OPTION_COUNT, WALL(uid), "N", .help = ""},
        {"seconds", OPTION_COUNT, WALL(seconds), "N", .help = "", .least = 1},
        {"memory", OPTION_COUNT, WALL(memory_mib), "MIB", .help = "",
         .least = 1},
        {"processes", OPTION_COUNT, WALL(processes), "N", .help = "",
         .least = 1},
        {"disk", OPTION_COUNT, WALL(disk_mib), "MIB", .help = "", .least = 1},
        COMMAND_HELP,
        {0},
    };
    static const struct command_line line = {.words = "PROGRAM [ARGUMENT...]",
                                             .about = "",
                                             .rows = wall_rows,
                                             .examples = "",
                                             .least = 1,
                                             .most = 1000};
    struct wall_options asked = {.walls = "limits",
                                 .seconds = 60,
                                 .memory_mib = 512,
                                 .processes = 64,
                                 .disk_mib = 64};
    char labs[PATH_MAX];
    int status = command_read(&line, &asked, argc, argv, NULL);
    if (status >= 0)
        return status;
    struct wall wall = {.uid = (uid_t)asked.uid,
                        .hides = labs_path(places, "", labs),
                        .folder = asked.folder,
                        .writes = asked.writes,
                        .seconds = asked.seconds,
                        .memory_mib = asked.memory_mib,
                        .processes = asked.processes,
                        .disk_mib = asked.disk_mib};
    while (strcmp(wall_kinds[wall.kind], asked.walls) != 0)
        wall.kind++;
    return wall_run(&wall, argv + 1);
}

/* A command without a summary is only for the grader. */
static const struct {
    const char *name, *words, *summary;
    int (*run)(const struct places *places, int argc, char **argv);
} commands[] = {
    {"list", "", "the labs", lab_list},
    {"start", "NAME DIR", "begin one in a new folder", lab_start},
    {"grade", "NAME DIR...", "grade what is in a folder, or many", lab_grade},
    {"check", "NAME", "what is missing in a lab, for who writes it", lab_check},
    {"show", "GRADE", "a grade in another format", lab_show},
    {"pack", "NAME", "a zip file for a platform", lab_pack},
    {"wall", "", NULL, lab_wall},
};
#define COMMANDS (sizeof commands / sizeof *commands)

static void print_help(void)
{
    puts("Usage: overlap lab COMMAND\n\nCourse assignments, graded without a "
         "clock: labs/README.md.\n");
    for (size_t i = 0; i < COMMANDS; i++)
        if (commands[i].summary)
            printf("  overlap lab %-6s %-11s %s\n", commands[i].name,
                   commands[i].words, commands[i].summary);
    puts("\n`overlap lab COMMAND --help` says more.");
}

/* Where a submission has our user id, it must not have our descriptors. */
int command_lab(const struct places *places, int argc, char **argv)
{
    const char *found = argc > 1 ? argv[1] : "none";
    prctl(PR_SET_DUMPABLE, 0);
    if (strcmp(found, "--help") == 0 || strcmp(found, "-h") == 0) {
        print_help();
        return 0;
    }
    for (size_t i = 0; i < COMMANDS; i++)
        if (strcmp(found, commands[i].name) == 0) {
            char name[24]; /* for its usage */
            snprintf(name, sizeof name, "lab %s", found);
            argv[1] = name;
            return commands[i].run(places, argc - 1, argv + 1);
        }
    return command_refuse("lab: found %s; expected one of the commands: list, "
                          "start, grade, check, show, pack",
                          found);
}
