/* transcript.c -- what the programs of semantic tests printed. */
#include "bench/results/transcript.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "bench/results/folder.h"
#include "bench/suite/schedule.h"

void transcript_name(const struct claim *claim, const struct claim_test *test,
                     char name[TRANSCRIPT_NAME_MAX])
{
    snprintf(name, TRANSCRIPT_NAME_MAX, "%.20s-%d", claim->id,
             (int)(test - claim->tests) + 1);
}

json_t *transcript_load(const char *dir)
{
    char folder[PATH_MAX], path[PATH_MAX], name[TRANSCRIPT_NAME_MAX];
    json_t *transcripts = json_object();
    DIR *found = opendir(folder_path(folder, dir, TRANSCRIPT_FOLDER));
    struct dirent *entry;
    while (transcripts && found && (entry = readdir(found))) {
        size_t length = strcspn(entry->d_name, ".");
        if (strcmp(entry->d_name + length, ".json") || length >= sizeof name)
            continue;
        snprintf(name, sizeof name, "%.*s", (int)length, entry->d_name);
        json_t *transcript =
            json_load_file(folder_path(path, folder, entry->d_name), 0, NULL);
        if (transcript)
            json_object_set_new(transcripts, name, transcript);
    }
    if (found)
        closedir(found);
    return transcripts;
}

const json_t *transcript_find(const json_t *transcripts,
                              const struct claim *claim,
                              const struct claim_test *test)
{
    char name[TRANSCRIPT_NAME_MAX];
    transcript_name(claim, test, name);
    return json_object_get(transcripts, name);
}

int transcript_add(json_t *transcripts, const char *dir,
                   const struct claim *claim, const struct claim_test *test,
                   json_t *transcript)
{
    char name[TRANSCRIPT_NAME_MAX], file[80], path[PATH_MAX];
    transcript_name(claim, test, name);
    if (json_object_set_new(transcripts, name, transcript))
        return -ENOMEM;
    snprintf(file, sizeof file, TRANSCRIPT_FOLDER "/%s.json", name);
    return json_write(transcript, folder_path(path, dir, file));
}
