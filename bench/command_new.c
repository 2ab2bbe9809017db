/* command_new.c -- overlap new: a start for something of one's own. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/commands.h"
#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/process.h"
#include "core/base/scratch.h"

#define NAME_BYTES 40
#define MODEL_MS   20000 /* for a model to print its help */
#define LETTERS    "abcdefghijklmnopqrstuvwxyz"
#define DIGITS     "0123456789"

struct new_options {
    bool help;
    const char *language;
};

static const char *const languages[] = {"python", "node", NULL};

static const struct option rows[] = {
    {"language", OPTION_CHOICE, offsetof(struct new_options, language), "L",
     .help = "of a model or peer: python, the default, or node",
     .words = languages},
    COMMAND_HELP,
    {0},
};

static const struct command_line line = {
    .words = "KIND NAME",
    .about =
        "Writes a folder NAME with a start for a workload, model, peer, suite "
        "or claim of\n"
        "one's own. It works as it is, and `overlap check` accepts it. A model "
        "in C is a\n"
        "folder of overlap's own tree, as its CONTRIBUTING.md says.\n",
    .rows = rows,
    .examples = "  overlap new workload wordcount && make -C wordcount\n"
                "  overlap-threads wordcount/wordcount.so\n"
                "  overlap new peer pool --language node\n",
    .least = 2,
    .most = 2,
};

/* A kind's files are in that folder of templates/. Models and peers are both
 * programs that keep the protocol, so theirs go by language alone. */
static const struct kind {
    const char *name, *folder;
} kinds[] = {
    {"workload", "workload"}, {"model", NULL},    {"peer", NULL},
    {"suite", "suite"},       {"claim", "claim"},
};
#define KINDS (sizeof kinds / sizeof *kinds)

/* What is written, and what stands for it in a template. */
struct making {
    const char *name; /* @NAME@, and NAME at the beginning of a file's */
    const char *data; /* @DATA@ */
    char from[PATH_MAX], into[PATH_MAX];
};

/* As the inside of a string in Python and JavaScript. */
static void put_quoted(FILE *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            fputc('\\', out);
        fputc(*text, out);
    }
}

static void put_filled(FILE *out, const char *text, const struct making *making)
{
    static const char name[] = "@NAME@", data[] = "@DATA@";
    while (*text) {
        if (strncmp(text, name, sizeof name - 1) == 0) {
            fputs(making->name, out);
            text += sizeof name - 1;
        } else if (strncmp(text, data, sizeof data - 1) == 0) {
            put_quoted(out, making->data);
            text += sizeof data - 1;
        } else {
            fputc(*text++, out);
        }
    }
}

/* A script's copy can be run, too. */
static int copy_filled(const char *from, const char *to,
                       const struct making *making)
{
    char *text = NULL;
    struct stat status;
    if (stat(from, &status) < 0)
        return -errno;
    int err = file_read(from, &text);
    if (err < 0)
        return err;
    int fd = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                  status.st_mode & 0111 ? 0777 : 0666);
    FILE *out = fd < 0 ? NULL : fdopen(fd, "w");
    if (out)
        put_filled(out, text, making);
    bool whole = out && !ferror(out);
    err = !out || fclose(out) != 0 || !whole ? -errno : 0;
    free(text);
    return err;
}

/* What no compiler or linter should take for a file of ours. */
static bool ends_in_in(const char *file)
{
    size_t length = strlen(file);
    return length > 3 && strcmp(file + length - 3, ".in") == 0;
}

static int fill(const struct making *making, const char *file)
{
    char from[PATH_MAX], to[PATH_MAX];
    bool named = strncmp(file, "NAME.", 5) == 0;
    const char *rest = named ? file + 4 : file;
    path_format(from, "%s/%s", making->from, file);
    path_format(to, "%s/%s%.*s", making->into, named ? making->name : "",
                (int)(strlen(rest) - (ends_in_in(rest) ? 3 : 0)), rest);
    int err = copy_filled(from, to, making);
    return err < 0 ? command_refuse("new: %s%s: %s", making->name,
                                    to + strlen(making->into), strerror(-err))
                   : 0;
}

static int is_template(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* Into a new folder. */
static int fill_all(const struct making *making)
{
    struct dirent **found;
    int count = scandir(making->from, &found, is_template, alphasort);
    if (count < 0)
        return command_refuse("new: %s: %s; expected our templates",
                              making->from, strerror(errno));
    int status = 0;
    if (mkdir(making->into, 0777) < 0)
        status = command_refuse("new: %s: %s", making->name, strerror(errno));
    for (int i = 0; i < count; i++) {
        if (status == 0)
            status = fill(making, found[i]->d_name);
        free(found[i]);
    }
    free(found);
    return status;
}

/* The folder is whole or not there: it is made beside its place. */
static int make_whole(struct making *making)
{
    struct scratch beside = {0};
    struct stat status;
    char why[WHY_MAX];
    if (lstat(making->name, &status) == 0)
        return command_refuse("new: %s: %s; expected a name that is free",
                              making->name, strerror(EEXIST));
    if (scratch_make(&beside, ".", why, sizeof why) < 0)
        return command_refuse("new: %s", why);
    path_format(making->into, "%s/%s", beside.path, making->name);
    int result = fill_all(making);
    if (result == 0 && rename(making->into, making->name) < 0)
        result = command_refuse("new: %s: %s", making->name, strerror(errno));
    scratch_remove(&beside);
    return result;
}

/* It becomes part of names in C, Python and YAML. */
static bool is_name(const char *name)
{
    return strspn(name, LETTERS DIGITS "_") == strlen(name) &&
           strspn(name, LETTERS) > 0 && strlen(name) <= NAME_BYTES;
}

/* The name of one of our workloads, for which it would be refused when run? The
 * models know them all. */
static bool is_ours(const char *name, const char *bin_dir)
{
    char model[PATH_MAX];
    char *words[] = {model, (char *)name, "--help", NULL};
    int exit_code = -1;
    path_format(model, "%s/overlap-sequential", bin_dir);
    process_begin();
    pid_t pid = process_start(words, -1, -1, NULL);
    if (pid > 0 && process_wait(pid, MODEL_MS, &exit_code) < 0)
        process_stop(pid);
    return exit_code == 0;
}

static const struct kind *find_kind(const char *name)
{
    for (size_t i = 0; i < KINDS; i++)
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    return NULL;
}

/* Says what to do with it. */
static int make(const struct kind *kind, const char *language,
                struct making *making)
{
    const char *name = making->name;
    int status = make_whole(making);
    if (status)
        return status;
    if (strcmp(kind->name, "workload") == 0)
        printf("make -C %s && overlap check %s/%s.so\n", name, name, name);
    else if (!kind->folder)
        printf("overlap check %s/%s.%s\n", name, name,
               strcmp(language, "node") == 0 ? "mjs" : "py");
    else
        printf("overlap check %s/%s.yaml\n", name,
               strcmp(kind->name, "suite") == 0 ? name : "suite");
    return 0;
}

int command_new(const struct places *places, int argc, char **argv)
{
    struct new_options asked = {.language = NULL};
    int status = command_read(&line, &asked, argc, argv, NULL);
    if (status >= 0)
        return status;
    const struct kind *kind = find_kind(argv[1]);
    if (!kind)
        return command_refuse("new: found '%s'; expected workload, model, "
                              "peer, suite or claim",
                              argv[1]);
    if (!is_name(argv[2]))
        return command_refuse("new: found the name '%s'; expected a small "
                              "letter, then small letters, digits or _, at "
                              "most %d",
                              argv[2], NAME_BYTES);
    if (asked.language && kind->folder)
        return command_refuse("new: found --language with %s; expected it "
                              "with model or peer",
                              kind->name);
    if (strcmp(kind->name, "workload") == 0 &&
        is_ours(argv[2], places->bin_dir))
        return command_refuse("new: found the name '%s'; expected one that "
                              "`overlap-sequential --list` lacks",
                              argv[2]);
    const char *language = asked.language ? asked.language : "python";
    struct making making = {.name = argv[2], .data = places->data};
    path_format(making.from, "%s/templates/%s", places->data,
                kind->folder ? kind->folder : language);
    return make(kind, language, &making);
}
