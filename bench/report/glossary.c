/* glossary.c -- the words that a reader may not know. */
#include "bench/report/glossary.h"

const struct glossary_word glossary[] = {
    {"A/A", "aa",
     "Two cells that are the same command. Whatever differs between them is "
     "noise; if it is much, nothing else here can be trusted."},
    {"blocks", "blocks",
     "A block is one run of every cell, in shuffled order. Two cells are "
     "compared within "
     "a block, so that a slow minute strikes both."},
    {"ceiling", "ceiling",
     "How much faster as many independent burns as there are cores finish "
     "together than one after the other: no model can gain more from "
     "computing on all cores."},
    {"Holm", "holm",
     "Of forty tests that show nothing, two would pass at 5 %. Holm's "
     "correction makes each harder to pass, so that the chance of even one "
     "false verdict stays below 5 %."},
    {"in flight", "in-flight",
     "Begun and not yet ended: a request whose answer has not come, a task "
     "that waits or works."},
    {"global interpreter lock", "gil", NULL},
    {"GIL", "gil",
     "CPython's global interpreter lock. Whoever runs Python code holds it, so "
     "one thread of a process computes at a time, whatever the cores. It is "
     "let go while a thread waits, and by libraries that compute in C. Each "
     "process has its own. A CPython built without it (3.13t and later) runs "
     "the threads of one process on all cores, as C does here."},
    {"p99", "p99",
     "The 99th percentile: 99 of 100 values are at most this large. It tells "
     "what the unlucky one in a hundred sees, which a mean hides."},
    {"Pss", "pss",
     "Proportional set size: a process's memory, what it shares with others "
     "counted in equal parts. It leaves out what the kernel keeps for it."},
    {NULL, NULL, NULL},
};

void section_glossary(FILE *md)
{
    fputs("## What the words mean\n\n", md);
    for (const struct glossary_word *word = glossary; word->word; word++)
        if (word->meaning)
            fprintf(md, "### %s\n\n%s\n\n", word->word, word->meaning);
}
