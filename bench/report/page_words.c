/* page_words.c -- words of the glossary, linked where they are used. */
#include "bench/report/page_words.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/report/glossary.h"

#define WORDS_MAX 32

/* Which words have been linked since the last heading. */
struct linked {
    bool words[WORDS_MAX];
};

static bool is_in_word(char c)
{
    return isalnum((unsigned char)c) || c == '-' || c == '_' || c == '/' ||
           (c & 0x80);
}

/* The word's place in the text, as a word of its own; or NULL. */
static const char *find_word(const char *text, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = text; (at = strstr(at, word)); at += length)
        if ((at == text || !is_in_word(at[-1])) && !is_in_word(at[length]))
            return at;
    return NULL;
}

static cmark_node *make_text(const char *text, size_t length)
{
    cmark_node *node = cmark_node_new(CMARK_NODE_TEXT);
    char *copy = strndup(text, length);
    if (copy)
        cmark_node_set_literal(node, copy);
    free(copy);
    return node;
}

/* Splits the text into what stands before the word, the word as a link, and the
 * rest, which it returns. */
static cmark_node *split(cmark_node *node, const char *at,
                         const struct glossary_word *word)
{
    const char *text = cmark_node_get_literal(node);
    size_t length = strlen(word->word);
    char address[40];
    cmark_node *before = make_text(text, (size_t)(at - text));
    cmark_node *rest = make_text(at + length, strlen(at + length));
    cmark_node *link = cmark_node_new(CMARK_NODE_LINK);
    snprintf(address, sizeof address, "#%s", word->anchor);
    cmark_node_set_url(link, address);
    cmark_node_append_child(link, make_text(at, length));
    cmark_node_insert_before(node, before);
    cmark_node_insert_before(node, link);
    cmark_node_insert_before(node, rest);
    cmark_node_unlink(node);
    cmark_node_free(node);
    return rest;
}

static void link_in_text(cmark_node *node, struct linked *linked)
{
    for (int i = 0; i < WORDS_MAX && glossary[i].word; i++) {
        const char *at =
            find_word(cmark_node_get_literal(node), glossary[i].word);
        if (!at || linked->words[i])
            continue;
        linked->words[i] = true;
        cmark_node *rest = split(node, at, &glossary[i]);
        node = cmark_node_previous(cmark_node_previous(rest));
        link_in_text(rest, linked);
    }
}

/* Is it the text of a link, or code? */
static bool is_taken(cmark_node *node)
{
    for (; node; node = cmark_node_parent(node))
        if (cmark_node_get_type(node) == CMARK_NODE_LINK)
            return true;
    return false;
}

static void link_in_block(cmark_node *block, struct linked *linked)
{
    cmark_node *next;
    for (cmark_node *node = cmark_node_first_child(block); node; node = next) {
        next = cmark_node_next(node);
        if (cmark_node_get_type(node) != CMARK_NODE_TEXT)
            link_in_block(node, linked);
        else if (!is_taken(node))
            link_in_text(node, linked);
    }
}

/* Is it the heading of a card, which folds under it and the block that follows?
 * That can hold no link. */
static bool is_of_card(cmark_node *heading)
{
    cmark_node *text = cmark_node_first_child(heading);
    const char *words = text ? cmark_node_get_literal(text) : NULL;
    return words && strncmp(words, "Claim ", strlen("Claim ")) == 0;
}

void page_link_words(cmark_node *document)
{
    struct linked linked = {{false}};
    bool folds = false;
    for (cmark_node *block = cmark_node_first_child(document); block;
         block = cmark_node_next(block)) {
        bool heading = cmark_node_get_type(block) == CMARK_NODE_HEADING;
        if (heading)
            linked = (struct linked){{false}};
        else if (!folds)
            link_in_block(block, &linked);
        folds = heading && is_of_card(block);
    }
}
