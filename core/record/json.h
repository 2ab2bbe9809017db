/* json.h -- whether JSON was short of memory. */
#ifndef OVERLAP_CORE_RECORD_JSON_H
#define OVERLAP_CORE_RECORD_JSON_H

/* -ENOMEM if this program ever lacked memory for JSON, else 0. Jansson leaves
 * out what it has no memory for, so whoever writes JSON must ask this last. */
int json_memory(void);

#endif
