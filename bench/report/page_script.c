/* page_script.c -- the page's one script, and the policy that allows it. */
#include "bench/report/page_script.h"

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <string.h>

#include "bench/report/page_files.h"

void page_put_digest(FILE *out)
{
    unsigned char digest[SHA256_DIGEST_LENGTH];
    unsigned char text[2 * sizeof digest];
    SHA256((const unsigned char *)page_js, strlen(page_js), digest);
    EVP_EncodeBlock(text, digest, sizeof digest);
    fprintf(out, "sha256-%s", text);
}

void page_put_script(FILE *out)
{
    fputs(page_js, out);
}
