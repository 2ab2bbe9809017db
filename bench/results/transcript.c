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

static int load_one(json_t *transcripts, const char *folder, const char *file,
                    char why[WHY_MAX])
{
    char path[PATH_MAX], name[TRANSCRIPT_NAME_MAX];
    size_t length = strcspn(file, ".");
    json_t *transcript;
    if (strcmp(file + length, ".json") != 0 || length >= sizeof name)
        return 0; /* no file of ours */
    snprintf(name, sizeof name, "%.*s", (int)length, file);
    int err = json_read(&transcript, folder_path(path, folder, file), why);
    if (err)
        return err;
    return json_object_set_new(transcripts, name, transcript)
               ? why_errno(why, -ENOMEM, path)
               : 0;
}

int transcript_load(json_t **transcripts, const char *dir, char why[WHY_MAX])
{
    char folder[PATH_MAX];
    *transcripts = json_object();
    if (!*transcripts)
        return why_errno(why, -ENOMEM, dir);
    DIR *found = opendir(folder_path(folder, dir, TRANSCRIPT_FOLDER));
    if (!found) /* no claim needs one, or none was made yet */
        return errno == ENOENT ? 0 : why_errno(why, -errno, folder);
    int err = 0;
    for (struct dirent *entry; !err && (entry = readdir(found)) != NULL;)
        err = load_one(*transcripts, folder, entry->d_name, why);
    closedir(found);
    return err;
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
