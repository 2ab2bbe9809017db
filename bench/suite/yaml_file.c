/* yaml_file.c -- a plain YAML file as libyaml's nodes, and the memory with it.
 *
 * All tokens are looked at before anything is made of them, so a file that is
 * not plain YAML costs no more than reading it. */
#include "bench/suite/yaml_file.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <yaml.h>

#include "core/base/file.h"

#define PLAIN                                                                  \
    "plain text, lists and mappings in one document, at most 8 levels deep"

enum { DEPTH_MAX = 8, FILE_MAX_BYTES = 1 << 20 };

struct block {
    struct block *next;
    max_align_t data[];
};

struct yaml_file {
    const char *path;
    yaml_document_t document; /* owns the texts that were read */
    struct block *blocks;
};

/* A file that is being read. */
struct source {
    const char *path;
    FILE *file;
    yaml_parser_t parser;
    char *why;
};

const char *yaml_path(const struct yaml_file *file)
{
    return file->path;
}

yaml_node_t *yaml_node(struct yaml_file *file, int number)
{
    return yaml_document_get_node(&file->document, number);
}

void *yaml_alloc(struct yaml_file *file, size_t size)
{
    struct block *block = calloc(1, sizeof *block + size);
    if (!block)
        return NULL;
    block->next = file->blocks;
    file->blocks = block;
    return block->data;
}

char *yaml_text(struct yaml_file *file, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    char *text = length < 0 ? NULL : yaml_alloc(file, (size_t)length + 1);
    if (text)
        vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    va_end(args);
    return text;
}

void yaml_close(struct yaml_file *file)
{
    if (!file)
        return;
    yaml_document_delete(&file->document);
    while (file->blocks) {
        struct block *block = file->blocks;
        file->blocks = block->next;
        free(block);
    }
    free(file);
}

static int refuse_file(const struct source *source, int err, const char *found)
{
    snprintf(source->why, WHY_MAX, "%.200s: %s; expected a readable YAML file",
             source->path, found ? found : file_strerror(err));
    return err;
}

static int refuse_at(const struct source *source, const yaml_mark_t *mark,
                     const char *found, const char *expected)
{
    snprintf(source->why, WHY_MAX, "%.100s:%zu:%zu: %s; expected %s",
             source->path, mark->line + 1, mark->column + 1, found, expected);
    return -EINVAL;
}

static int source_open(struct source *source)
{
    struct stat status = {0};
    int err = file_open(&source->file, source->path);
    if (err)
        return refuse_file(source, err, NULL);
    fstat(fileno(source->file), &status);
    return status.st_size > FILE_MAX_BYTES
               ? refuse_file(source, -EFBIG, "larger than 1 MiB")
               : 0;
}

/* For bytes that it cannot decode, libyaml gives an offset but no line. */
static yaml_mark_t problem_mark(const struct source *source)
{
    if (source->parser.error != YAML_READER_ERROR)
        return source->parser.problem_mark;
    yaml_mark_t mark = {0};
    int byte = 0;
    rewind(source->file);
    for (size_t i = 0; i < source->parser.problem_offset && byte != EOF; i++) {
        byte = fgetc(source->file);
        mark.line += byte == '\n';
        mark.column += (byte & 0xc0) != 0x80; /* a character's first byte */
        if (byte == '\n')
            mark.column = 0;
    }
    return mark;
}

static int refuse_syntax(const struct source *source)
{
    yaml_mark_t mark = problem_mark(source);
    if (source->parser.error == YAML_MEMORY_ERROR)
        return refuse_file(source, -ENOMEM, NULL);
    return refuse_at(source, &mark, source->parser.problem,
                     "YAML in UTF-8, indented by spaces");
}

static int parser_open(struct source *source)
{
    if (!yaml_parser_initialize(&source->parser))
        return refuse_file(source, -ENOMEM, NULL);
    rewind(source->file);
    yaml_parser_set_input_file(&source->parser, source->file);
    return 0;
}

static bool is_text(const yaml_token_t *token)
{
    const unsigned char *text = token->data.scalar.value;
    for (size_t i = 0; i < token->data.scalar.length; i++)
        if ((text[i] < ' ' && text[i] != '\n' && text[i] != '\t') ||
            text[i] == 127)
            return false;
    return true;
}

/* What is not plain about a token, or NULL; `before` counts the tokens before
 * it, of which the first is the start of the stream. */
static const char *token_fault(const yaml_token_t *token, int before,
                               int *depth)
{
    switch (token->type) {
    case YAML_BLOCK_SEQUENCE_START_TOKEN:
    case YAML_BLOCK_MAPPING_START_TOKEN:
    case YAML_FLOW_SEQUENCE_START_TOKEN:
    case YAML_FLOW_MAPPING_START_TOKEN:
        return ++*depth > DEPTH_MAX ? "found one level too many" : NULL;
    case YAML_BLOCK_END_TOKEN:
    case YAML_FLOW_SEQUENCE_END_TOKEN:
    case YAML_FLOW_MAPPING_END_TOKEN:
        --*depth;
        return NULL;
    case YAML_DOCUMENT_START_TOKEN:
        return before > 1 ? "found a second document" : NULL;
    case YAML_SCALAR_TOKEN:
        return is_text(token) ? NULL : "found a control character";
    case YAML_VERSION_DIRECTIVE_TOKEN:
    case YAML_TAG_DIRECTIVE_TOKEN:
        return "found a directive";
    case YAML_ALIAS_TOKEN:
        return "found an alias";
    case YAML_ANCHOR_TOKEN:
        return "found an anchor";
    case YAML_TAG_TOKEN:
        return "found a tag";
    default:
        return NULL;
    }
}

static int source_scan(struct source *source)
{
    int depth = 0, err = parser_open(source);
    bool more = err == 0;
    for (int before = 0; more; before++) {
        yaml_token_t token;
        if (!yaml_parser_scan(&source->parser, &token)) {
            err = refuse_syntax(source);
            break;
        }
        const char *fault = token_fault(&token, before, &depth);
        if (fault)
            err = refuse_at(source, &token.start_mark, fault, PLAIN);
        more = err == 0 && token.type != YAML_STREAM_END_TOKEN;
        yaml_token_delete(&token);
    }
    yaml_parser_delete(&source->parser);
    return err;
}

static int source_parse(struct source *source, struct yaml_file *file)
{
    int err = parser_open(source);
    if (err < 0)
        return err;
    if (!yaml_parser_load(&source->parser, &file->document))
        err = refuse_syntax(source);
    yaml_parser_delete(&source->parser);
    return err;
}

int yaml_open(struct yaml_file **file, const char *path, char why[WHY_MAX])
{
    struct source source = {.path = path};
    source.why = why;
    *file = calloc(1, sizeof **file);
    int err =
        *file ? source_open(&source) : refuse_file(&source, -ENOMEM, NULL);
    if (err == 0)
        err = source_scan(&source);
    if (err == 0)
        err = source_parse(&source, *file);
    if (err == 0 && !((*file)->path = yaml_text(*file, "%s", path)))
        err = refuse_file(&source, -ENOMEM, NULL);
    if (source.file)
        fclose(source.file);
    if (err) {
        yaml_close(*file);
        *file = NULL;
    }
    return err;
}
