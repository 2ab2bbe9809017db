/* page.c -- the report's Markdown as one page that needs nothing else. */
#include "bench/report/page.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "bench/judge/words.h"
#include "bench/report/drawing.h"
#include "bench/report/page_script.h"
#include "bench/report/page_style.h"
#include "bench/report/page_words.h"
#include "core/base/memory.h"
#include "core/base/text.h"

#define OPTIONS                                                                \
    (CMARK_OPT_VALIDATE_UTF8 | CMARK_OPT_TABLE_PREFER_STYLE_ATTRIBUTES)

static void put_html(FILE *out, const char *text)
{
    char shown[TEXT_SHOWN_MAX];
    while (*text) {
        text = text_next(text, shown);
        switch (*shown) {
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '&':
            fputs("&amp;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        default:
            fputs(shown, out);
        }
    }
}

/* All pictures, in two sizes. */
struct pictures {
    const struct chart *wide, *narrow;
    int count;
};

static void put_chart(FILE *out, const struct chart *chart, const char *size,
                      int number)
{
    const char *box = chart->svg ? strstr(chart->svg, "viewBox=") : NULL;
    if (!box)
        return;
    fprintf(out,
            "<svg class=\"%s\" %.*s"
            " xmlns:xlink=\"http://www.w3.org/1999/xlink\" role=\"img\""
            " aria-labelledby=\"chart-%d\"><title id=\"chart-%d\">",
            size, (int)strcspn(box, "\n>"), box, number, number);
    put_html(out, chart->alt);
    fputs("</title>\n", out);
    drawing_put(out, chart->svg, number);
}

static char *chart_html(const struct pictures *pictures, int index)
{
    char *html;
    size_t len;
    FILE *out = memory_open(&html, &len);
    fputs("<figure>", out);
    put_chart(out, &pictures->wide[index], "wide", index);
    put_chart(out, &pictures->narrow[index], "narrow", pictures->count + index);
    fputs("</figure>\n", out);
    memory_close(out);
    return html;
}

static cmark_node *custom_block(const char *enter, const char *leave)
{
    cmark_node *block = cmark_node_new(CMARK_NODE_CUSTOM_BLOCK);
    cmark_node_set_on_enter(block, enter);
    cmark_node_set_on_exit(block, leave);
    return block;
}

/* The index of the chart that makes up a paragraph, or -1. */
static int chart_of(cmark_node *paragraph, const struct pictures *pictures)
{
    cmark_node *image = cmark_node_first_child(paragraph);
    if (!image || cmark_node_next(image) ||
        cmark_node_get_type(image) != CMARK_NODE_IMAGE)
        return -1;
    for (int i = 0; i < pictures->count; i++)
        if (pictures->wide[i].svg &&
            strcmp(pictures->wide[i].file, cmark_node_get_url(image)) == 0)
            return i;
    return -1;
}

static void inline_chart(cmark_node *paragraph, const struct pictures *pictures)
{
    int found = chart_of(paragraph, pictures);
    char *html = found < 0 ? NULL : chart_html(pictures, found);
    if (!html)
        return;
    cmark_node *block = custom_block(html, "");
    cmark_node_replace(paragraph, block);
    cmark_node_free(paragraph);
    free(html);
}

/* Whatever scrolls must be reachable by keyboard and have a name. */
static void wrap_table(cmark_node *table, int number, const char *heading)
{
    char *enter;
    size_t len;
    FILE *out = memory_open(&enter, &len);
    fprintf(out,
            "<div class=\"scroll\" tabindex=\"0\" role=\"region\""
            " aria-label=\"Table %d: ",
            number);
    put_html(out, heading);
    fputs("\">", out);
    memory_close(out);
    cmark_node *block = custom_block(enter, "</div>");
    cmark_node_insert_before(table, block);
    cmark_node_unlink(table);
    cmark_node_append_child(block, table);
    free(enter);
}

/* The text of a heading without its markup. */
static void heading_text(cmark_node *heading, char *text, size_t size)
{
    size_t len = 0;
    text[0] = '\0';
    for (cmark_node *node = cmark_node_first_child(heading); node;
         node = cmark_node_next(node)) {
        const char *literal = cmark_node_get_literal(node);
        if (literal && len + strlen(literal) < size)
            len += (size_t)snprintf(text + len, size - len, "%s", literal);
    }
}

/* Headings get the anchors that code forges give them; `before` stands in front
 * of the heading. */
static cmark_node *anchor_heading(cmark_node *heading, const char *text,
                                  const char *before)
{
    char *enter, leave[40];
    size_t len;
    int level = cmark_node_get_heading_level(heading);
    FILE *out = memory_open(&enter, &len);
    fprintf(out, "%s<h%d id=\"", before, level);
    words_anchor(out, text);
    fputs("\">", out);
    snprintf(leave, sizeof(leave), "</h%d>", level);
    memory_close(out);
    cmark_node *block = custom_block(enter, leave);
    cmark_node *child;
    while ((child = cmark_node_first_child(heading)))
        cmark_node_append_child(block, child);
    cmark_node_replace(heading, block);
    cmark_node_free(heading);
    heading = block;
    free(enter);
    return heading;
}

#define LEVELS 7 /* a heading's, from 1 */

/* The page so far. */
struct outline {
    char heading[200], section[200]; /* the last ones */
    FILE *contents;                  /* links to the sections */
    int tables;                      /* that scroll, so far */
    bool answer;                     /* is the next table the answer? */
    bool open[LEVELS]; /* is a part of that level folded and not ended? */
};

static void put_content(FILE *contents, const char *heading)
{
    fputs("<a href=\"#", contents);
    words_anchor(contents, heading);
    fputs("\">", contents);
    put_html(contents, heading);
    fputs("</a>\n", contents);
}

/* Ends the folded parts of that level or below it, before `node` or, without
 * one, at the end of the document. */
static void end_folds(struct outline *outline, int level, cmark_node *document,
                      cmark_node *node)
{
    for (int i = LEVELS - 1; i >= level; i--) {
        if (!outline->open[i])
            continue;
        cmark_node *end = custom_block("</details>", "");
        if (node)
            cmark_node_insert_before(node, end);
        else
            cmark_node_append_child(document, end);
        outline->open[i] = false;
    }
}

static bool is(const struct outline *outline, const char *section)
{
    return strcmp(outline->section, section) == 0;
}

static bool is_folded(const struct outline *outline, int level)
{
    bool questions = is(outline, PAGE_QUESTIONS);
    bool open = is(outline, PAGE_CLAIMS) || is(outline, PAGE_EXPERIMENTS);
    bool parts = open || is(outline, PAGE_RUNS);
    return (level == 2 && !open && !questions) || (level == 3 && parts) ||
           (level == 4 && questions);
}

/* A folded part reaches to the next heading of its level or above. */
static void dress_heading(cmark_node *heading, struct outline *outline)
{
    int level = cmark_node_get_heading_level(heading);
    heading_text(heading, outline->heading, sizeof(outline->heading));
    outline->answer = level == 1;
    end_folds(outline, level, NULL, heading);
    if (level == 2) {
        put_content(outline->contents, outline->heading);
        memcpy(outline->section, outline->heading, sizeof outline->section);
    }
    if (!is_folded(outline, level)) {
        anchor_heading(heading, outline->heading, "");
        return;
    }
    cmark_node *last =
        anchor_heading(heading, outline->heading, "<details><summary>");
    cmark_node *verdict = cmark_node_next(last);
    if (is(outline, PAGE_CLAIMS) && verdict)
        last = verdict;
    cmark_node_insert_after(last, custom_block("</summary>", ""));
    outline->open[level] = true;
}

/* The first table is the answer, which needs no scrolling: on a phone its
 * cells stand one below the other. */
static void dress_table(cmark_node *table, struct outline *outline)
{
    if (!outline->answer) {
        wrap_table(table, ++outline->tables, outline->heading);
        return;
    }
    outline->answer = false;
    fputs("<a href=\"#top\">The answer</a>\n", outline->contents);
    cmark_node *block = custom_block("<div class=\"answer\">", "</div>");
    cmark_node_insert_before(table, block);
    cmark_node_unlink(table);
    cmark_node_append_child(block, table);
}

/* All that needs work is at the top level of the document. */
static void dress(cmark_node *document, struct outline *outline,
                  const struct pictures *pictures)
{
    cmark_node *next;
    for (cmark_node *node = cmark_node_first_child(document); node;
         node = next) {
        next = cmark_node_next(node);
        cmark_node_type type = cmark_node_get_type(node);
        if (type == CMARK_NODE_HEADING)
            dress_heading(node, outline);
        else if (type == CMARK_NODE_PARAGRAPH)
            inline_chart(node, pictures);
        else if (strcmp(cmark_node_get_type_string(node), "table") == 0)
            dress_table(node, outline);
    }
    end_folds(outline, 1, document, NULL);
}

/* *contents is for the caller to free. */
static void dress_document(cmark_node *document,
                           const struct pictures *pictures, char **contents)
{
    size_t len;
    struct outline outline = {.contents = memory_open(contents, &len)};
    page_link_words(document);
    dress(document, &outline, pictures);
    memory_close(outline.contents);
}

static void *need_calloc(size_t count, size_t bytes)
{
    return memory_need(calloc(count, bytes));
}

static void *need_realloc(void *old, size_t bytes)
{
    return memory_need(realloc(old, bytes));
}

static char *body_html(const char *markdown, const struct pictures *pictures,
                       char **contents)
{
    /* Its own would abort(). */
    *cmark_get_default_mem_allocator() =
        (cmark_mem){need_calloc, need_realloc, free};
    cmark_gfm_core_extensions_ensure_registered();
    cmark_parser *parser = cmark_parser_new(OPTIONS);
    cmark_parser_attach_syntax_extension(parser,
                                         cmark_find_syntax_extension("table"));
    cmark_parser_feed(parser, markdown, strlen(markdown));
    cmark_node *document = cmark_parser_finish(parser);
    dress_document(document, pictures, contents);
    char *html = cmark_render_html(document, OPTIONS,
                                   cmark_parser_get_syntax_extensions(parser));
    cmark_node_free(document);
    cmark_parser_free(parser);
    return html;
}

/* cmark writes "<th" for header cells only, and all of them head columns. */
static void put_body(FILE *out, const char *html)
{
    for (const char *c = html; *c; c++) {
        fputc(*c, out);
        if (strncmp(c, "<th", 3) == 0 && (c[3] == '>' || c[3] == ' ')) {
            fputs("th scope=\"col\"", out);
            c += 2;
        }
    }
}

char *page_render(const char *title, const char *markdown,
                  const struct chart *wide, const struct chart *narrow,
                  int charts_count, const char *presets)
{
    char *html;
    size_t len;
    const struct pictures pictures = {wide, narrow, charts_count};
    char *contents;
    char *body = body_html(markdown, &pictures, &contents);
    FILE *out = memory_open(&html, &len);
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
          "<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width,"
          "initial-scale=1\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\""
          "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
          "base-uri 'none'; form-action 'none'; script-src '",
          out);
    page_put_digest(out);
    fputs("'\">\n<link rel=\"icon\" href=\"data:,\">\n<title>", out);
    put_html(out, title);
    fputs("</title>\n<style>\n", out);
    page_put_style(out);
    fputs("</style>\n</head>\n<body>\n", out);
    fprintf(out, "<nav aria-label=\"Contents\">\n%s</nav>\n<main id=\"top\">\n",
            contents);
    put_body(out, body);
    if (presets) {
        fputs("<section id=\"play\" aria-labelledby=\"play-with-it\" hidden "
              "data-presets=\"",
              out);
        put_html(out, presets);
        fputs("\"></section>\n", out);
    }
    fputs("</main>\n<script>", out);
    page_put_script(out);
    fputs("</script>\n</body>\n</html>\n", out);
    free(contents);
    free(body);
    memory_close(out);
    return html;
}
