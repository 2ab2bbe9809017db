/* questions.c -- the claims as questions for a class. */
#include "bench/report/questions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/judge/words.h"
#include "bench/report/glossary.h"
#include "bench/report/page.h"
#include "bench/report/sentences.h"
#include "bench/results/folder.h"
#include "core/base/file.h"
#include "core/base/memory.h"

#define TITLE "overlap: questions for a class"

static void put_documents(FILE *md, const struct claims *claims)
{
    for (unsigned i = 0; claims && i < claims->documents_count; i++) {
        fprintf(md, "%s%u *", i ? ", " : "The documents are ", i + 1);
        words_markdown(md, claims->documents[i].title);
        fputc('*', md);
    }
    fputs(claims && claims->documents_count > 0 ? ".\n\n" : "", md);
}

static char *markdown_of(const struct judgement *judgement)
{
    char *text;
    size_t len;
    FILE *md = memory_open(&text, &len);
    fputs("# " TITLE "\n\n"
          "Tutorials claim what follows. Does it hold? Choose an answer, and "
          "see what a run of this suite found and what there is to learn. "
          "Nothing is stored or sent.\n\n",
          md);
    put_documents(md, judgement->results->claims);
    fputs("## " PAGE_QUESTIONS "\n\n", md);
    for (int i = 0; i < judgement->claims_count; i++)
        sentence_ask(md, judgement->results->claims, &judgement->claims[i]);
    section_glossary(md);
    memory_close(md);
    return text;
}

int questions_write(const struct judgement *judgement, char why[WHY_MAX])
{
    const char *dir = judgement->results->dir;
    char path[PATH_MAX], *md = markdown_of(judgement);
    char *html = page_render(TITLE, md, NULL, NULL, 0, NULL);
    int err = file_write(folder_path(path, dir, QUESTIONS_FILE), html);
    if (err)
        snprintf(why, WHY_MAX, "%.250s: cannot be written: %s", path,
                 strerror(-err));
    free(html);
    free(md);
    return err;
}
