/* glossary.h -- the words that a reader may not know.
 *
 * What stands here once need not be explained wherever it is used: the page
 * links the first use in each section (page_words.h). */
#ifndef OVERLAP_BENCH_REPORT_GLOSSARY_H
#define OVERLAP_BENCH_REPORT_GLOSSARY_H

#include <stdio.h>

struct glossary_word {
    const char *word;    /* as it is written in the report */
    const char *anchor;  /* of its heading */
    const char *meaning; /* NULL: the next one's, another form of it */
};

/* The last one has no word. A longer word stands before one that it begins
 * with. */
extern const struct glossary_word glossary[];

void section_glossary(FILE *md);

#endif
