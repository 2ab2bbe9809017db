/* page_files.h -- the style sheet and the script, which CMakeLists.txt compiles in. */
#ifndef OVERLAP_BENCH_REPORT_PAGE_FILES_H
#define OVERLAP_BENCH_REPORT_PAGE_FILES_H

extern const char page_css[], page_js[];

#endif
