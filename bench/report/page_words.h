/* page_words.h -- words of the glossary, linked where they are used. */
#ifndef OVERLAP_BENCH_REPORT_PAGE_WORDS_H
#define OVERLAP_BENCH_REPORT_PAGE_WORDS_H

#include <cmark-gfm.h>

/* Links each word's first use between two headings. */
void page_link_words(cmark_node *document);

#endif
