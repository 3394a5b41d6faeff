#include "CAllocations.h"

#include <stddef.h>
#include <stdlib.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(memory_sanitizer)
#define HAS_OWN_ALLOCATOR 1
#endif
#endif

#if defined(__GLIBC__) && !defined(HAS_OWN_ALLOCATOR)

#include <malloc.h>

// A program's own functions of these names stand before the library's, which have others besides.
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *pointer, size_t size);

static __thread int64_t allocated;

void *malloc(size_t size) {
  allocated += (int64_t)size;
  return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
  allocated += (int64_t)(count * size);
  return __libc_calloc(count, size);
}

void *realloc(void *pointer, size_t size) {
  allocated += (int64_t)size;
  return __libc_realloc(pointer, size);
}

bool viz_counts_allocations(void) { return true; }
int64_t viz_allocated_bytes(void) { return allocated; }

int64_t viz_bytes_in_use(void) {
  struct mallinfo2 info = mallinfo2();
  return (int64_t)(info.uordblks + info.hblkhd);
}

#else

bool viz_counts_allocations(void) { return false; }
int64_t viz_allocated_bytes(void) { return 0; }
int64_t viz_bytes_in_use(void) { return 0; }

#endif
