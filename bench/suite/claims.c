/* claims.c -- the claims and their tests, read from a folder of YAML files. */
#include "bench/suite/claims.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bench/suite/claims_check.h"
#include "bench/suite/yaml_file.h"

static const cyaml_strval_t roles[] = {
    {"judges", TEST_JUDGES},
    {"controls", TEST_CONTROLS},
    {"observes", TEST_OBSERVES},
};
static const cyaml_strval_t kinds[] = {
    {"ratio", TEST_RATIO}, {"equal", TEST_EQUAL},       {"exists", TEST_EXISTS},
    {"never", TEST_NEVER}, {"semantic", TEST_SEMANTIC},
};
static const cyaml_strval_t expected[] = {
    {"supported", VERDICT_SUPPORTED},
    {"refuted", VERDICT_REFUTED},
    {"partly", VERDICT_PARTLY},
};
static const cyaml_strval_t needs[] = {
    {"cores", NEED_CORES},         {"server", NEED_SERVER},
    {"evictable", NEED_EVICTABLE}, {"python", NEED_PYTHON},
    {"database", NEED_DATABASE},
};

#define TEXT(key, structure, member)                                           \
    CYAML_FIELD_STRING_PTR(key, CYAML_FLAG_POINTER, structure, member, 1,      \
                           CYAML_UNLIMITED)
#define TEXT_OPTIONAL(key, structure, member)                                  \
    CYAML_FIELD_STRING_PTR(key, CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,      \
                           structure, member, 1, CYAML_UNLIMITED)
#define WORD(key, flags, structure, member, words)                             \
    CYAML_FIELD_ENUM(key, CYAML_FLAG_STRICT | (flags), structure, member,      \
                     words, CYAML_ARRAY_LEN(words))
#define LIST(key, flags, structure, member, schema, least)                     \
    CYAML_FIELD_SEQUENCE(key, CYAML_FLAG_POINTER | (flags), structure, member, \
                         schema, least, 100)

static const cyaml_schema_value_t word_schema = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 0, CYAML_UNLIMITED)};

static const cyaml_schema_field_t wrong_fields[] = {
    TEXT_OPTIONAL("of", struct claim_wrong, of),
    TEXT_OPTIONAL("over", struct claim_wrong, over),
    LIST("args", CYAML_FLAG_OPTIONAL, struct claim_wrong, args, &word_schema,
         0),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t test_fields[] = {
    TEXT("says", struct claim_test, says),
    WORD("role", CYAML_FLAG_OPTIONAL, struct claim_test, role, roles),
    WORD("kind", CYAML_FLAG_OPTIONAL, struct claim_test, kind, kinds),
    CYAML_FIELD_ENUM_PTR(
        "expect", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL | CYAML_FLAG_STRICT,
        struct claim_test, expect, expected, CYAML_ARRAY_LEN(expected)),
    TEXT_OPTIONAL("metric", struct claim_test, metric),
    TEXT_OPTIONAL("of", struct claim_test, of),
    TEXT_OPTIONAL("over", struct claim_test, over),
    YAML_FIELD_TRUTH("per_ceiling", struct claim_test, per_ceiling),
    TEXT_OPTIONAL("supported", struct claim_test, written[0]),
    TEXT_OPTIONAL("refuted", struct claim_test, written[1]),
    TEXT_OPTIONAL("delta", struct claim_test, written[2]),
    TEXT_OPTIONAL("program", struct claim_test, program),
    LIST("args", CYAML_FLAG_OPTIONAL, struct claim_test, args, &word_schema, 0),
    TEXT_OPTIONAL("trace", struct claim_test, trace),
    TEXT_OPTIONAL("refuting", struct claim_test, refuting),
    CYAML_FIELD_MAPPING_PTR("wrong", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
                            struct claim_test, wrong, wrong_fields),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t test_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct claim_test, test_fields)};
static const cyaml_schema_value_t number_schema = {
    CYAML_VALUE_INT(CYAML_FLAG_DEFAULT, int)};
static const cyaml_schema_value_t need_schema = {CYAML_VALUE_ENUM(
    CYAML_FLAG_STRICT, enum claim_need, needs, CYAML_ARRAY_LEN(needs))};

static const cyaml_schema_field_t claim_fields[] = {
    TEXT("id", struct claim, id),
    LIST("documents", 0, struct claim, documents, &number_schema, 0),
    TEXT("claim", struct claim, claim),
    TEXT_OPTIONAL("documents_say", struct claim, documents_say),
    WORD("kind", 0, struct claim, kind, kinds),
    LIST("needs", CYAML_FLAG_OPTIONAL, struct claim, needs, &need_schema, 0),
    WORD("expect", 0, struct claim, expect, expected),
    TEXT("because", struct claim, because),
    TEXT_OPTIONAL("teaches", struct claim, teaches),
    TEXT_OPTIONAL("wrong", struct claim, wrong),
    LIST("tests", 0, struct claim, tests, &test_schema, 1),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t claim_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct claim, claim_fields)};

static const cyaml_schema_field_t document_fields[] = {
    CYAML_FIELD_INT("number", CYAML_FLAG_DEFAULT, struct claim_document,
                    number),
    TEXT("title", struct claim_document, title),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t document_schema = {CYAML_VALUE_MAPPING(
    CYAML_FLAG_DEFAULT, struct claim_document, document_fields)};

/* A file is read as claims of its own. */
static const cyaml_schema_field_t file_fields[] = {
    LIST("documents", CYAML_FLAG_OPTIONAL, struct claims, documents,
         &document_schema, 1),
    LIST("claims", 0, struct claims, claims, &claim_schema, 1),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t file_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct claims, file_fields)};

/* Appends `count` items of `size` bytes to a list. */
static int list_append(void *list, unsigned *length, const void *items,
                       unsigned count, size_t size)
{
    void **at = list;
    void *longer = realloc(*at, (*length + count + 1) * size);
    if (!longer)
        return -ENOMEM;
    if (count)
        memcpy((char *)longer + *length * size, items, count * size);
    *at = longer;
    *length += count;
    return 0;
}

/* What was read stays libcyaml's, and becomes ours to free with `claims`: the
 * lists here only lead to it. */
static int claims_add(struct claims *claims, struct claims *more,
                      const char *path)
{
    struct claims_file file = {.path = strdup(path),
                               .data = more,
                               .first = claims->claims_count,
                               .count = more->claims_count};
    int err = file.path ? list_append(&claims->files, &claims->files_count,
                                      &file, 1, sizeof file)
                        : -ENOMEM;
    if (err < 0) {
        free(file.path);
        yaml_unload(&file_schema, more);
        return err;
    }
    err = list_append(&claims->claims, &claims->claims_count, more->claims,
                      more->claims_count, sizeof *claims->claims);
    return err ? err
               : list_append(&claims->documents, &claims->documents_count,
                             more->documents, more->documents_count,
                             sizeof *claims->documents);
}

static int file_load(struct claims *claims, const char *path, char why[WHY_MAX])
{
    void *data;
    int err = yaml_load(path, &file_schema, &data, why);
    if (err < 0)
        return err;
    err = claims_check_file(claims, data, path, why);
    if (err < 0)
        yaml_unload(&file_schema, data);
    else if ((err = claims_add(claims, data, path)) < 0)
        snprintf(why, WHY_MAX, "%.200s: %s", path, strerror(-err));
    return err;
}

static int is_yaml(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 5 && strcmp(entry->d_name + length - 5, ".yaml") == 0;
}

static int folder_load(struct claims *claims, const char *dir,
                       char why[WHY_MAX])
{
    char path[4400];
    struct dirent **found;
    int err = 0, count = scandir(dir, &found, is_yaml, alphasort);
    if (count <= 0) {
        err = count < 0 ? -errno : -ENOENT;
        snprintf(why, WHY_MAX, "%.200s: %s; expected *.yaml files of claims",
                 dir, strerror(-err));
    }
    for (int i = 0; i < count; i++) {
        snprintf(path, sizeof path, "%.4000s/%s", dir, found[i]->d_name);
        if (err == 0)
            err = file_load(claims, path, why);
        free(found[i]);
    }
    if (count >= 0)
        free(found);
    return err;
}

int claims_load(struct claims **claims, const char *path, char why[WHY_MAX])
{
    struct stat status;
    struct claims *made = calloc(1, sizeof *made);
    bool folder = stat(path, &status) == 0 && S_ISDIR(status.st_mode);
    snprintf(why, WHY_MAX, "not enough memory for claims");
    *claims = NULL;
    int err = !made    ? -ENOMEM
              : folder ? folder_load(made, path, why)
                       : file_load(made, path, why);
    if (err < 0) {
        claims_free(made);
        return err;
    }
    why[0] = '\0';
    *claims = made;
    return 0;
}

void claims_free(struct claims *claims)
{
    if (!claims)
        return;
    for (unsigned i = 0; i < claims->files_count; i++) {
        free(claims->files[i].path);
        yaml_unload(&file_schema, claims->files[i].data);
    }
    free(claims->files);
    free(claims->documents);
    free(claims->claims);
    free(claims);
}
