#ifndef CALLOCATIONS_H
#define CALLOCATIONS_H

#include <stdbool.h>
#include <stdint.h>

/// Whether what is allocated is counted: it is with the GNU library, but for sanitizers of memory.
bool viz_counts_allocations(void);

/// How many bytes this thread has asked for so far, whether it has freed them or not.
int64_t viz_allocated_bytes(void);

/// How many bytes the whole process has asked for and not freed.
int64_t viz_bytes_in_use(void);

#endif
