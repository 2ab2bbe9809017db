/* replay.c -- feeds a fuzzer the files of a folder: its corpus. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/path.h"
#include "tests/fuzz/fuzz.h"

enum { INPUT_MAX = 1 << 20 };

static bool replay(const char *path)
{
    static uint8_t data[INPUT_MAX];
    FILE *file = fopen(path, "re");
    if (!file)
        return false;
    size_t size = fread(data, 1, sizeof data, file);
    fclose(file);
    uint8_t *input = malloc(size + 1); /* its end is where asan expects it */
    for (size_t i = 0; input && i < size; i++)
        input[i] = data[i];
    if (input)
        LLVMFuzzerTestOneInput(input, size);
    free(input);
    return input;
}

int main(int argc, char **argv)
{
    int count = 0;
    struct dirent *entry;
    DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
    while (folder && (entry = readdir(folder))) {
        char path[PATH_MAX];
        path_format(path, "%s/%s", argv[1], entry->d_name);
        if (entry->d_name[0] == '.')
            continue;
        printf("%s\n", entry->d_name);
        fflush(stdout); /* the last one printed is the one that aborts */
        count += replay(path);
    }
    if (folder)
        closedir(folder);
    printf("%d inputs\n", count);
    return count == 0;
}
