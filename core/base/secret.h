/* secret.h -- the password in a URL, which nobody else is to see.
 *
 * It is what follows the user's name and a colon, up to the last "@" before any
 * query, and the value of "password" in the query, as PostgreSQL has it. */
#ifndef OVERLAP_CORE_BASE_SECRET_H
#define OVERLAP_CORE_BASE_SECRET_H

#include <stdbool.h>

/* Overwrites the passwords of all URLs in a text with "*". Returns `text`. */
char *secret_mask(char *text);

/* The same for a text that is a URL as a whole, blanks and quotes included. */
char *secret_mask_url(char *url);

/* Is there any? */
bool secret_is_in(const char *text);

/* Hides the words of a command line from those who list processes: returns a
 * copy of `argv`, which the caller frees as one block, and masks the words
 * themselves. NULL: no memory. */
char **secret_hide(int argc, char **argv);

/* Parts a URL from its password. *plain, and *password unless it has none, when
 * that is NULL, are for the caller to free. 0; -ENOMEM; or -EINVAL: a character
 * of the URL must be written as "%" and two hexadecimal digits, or the URL
 * would end too early, and part of the password pass for a host; or it has an
 * sslpassword. */
#define SECRET_IRREGULAR                                                       \
    "found @, /, ? or % as it is in a password; expected %40, %2F, %3F or %25"
int secret_split(const char *url, char **plain, char **password);

#endif
