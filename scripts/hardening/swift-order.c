// What Swift's libraries order between threads, told to the sanitizer of threads.
//
// They are not built with it, and this stands before them (by LD_PRELOAD):
// - Mutex takes a free lock by an atomic instruction in the caller, which the sanitizer sees. A lock that is
//   held is waited for inside libswiftSynchronization, by two functions. Those of the same names here say what
//   they acquire and release. The names and arguments are those of
//   swift/stdlib/public/Synchronization/Mutex/LinuxImpl.swift.
// - What a task awaits may be there before it waits. libswift_Concurrency would tell of that, once libswiftCore
//   knows that there is a sanitizer; on Linux nothing calls the function that it has for this.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

// Those of the sanitizer are in programs that are built with it, and this stands before others too.
__attribute__((weak)) void __tsan_acquire(void *address);
__attribute__((weak)) void __tsan_release(void *address);

typedef SWIFT void (*Lock)(uint32_t thread, SELF void *self);
typedef SWIFT void (*Unlock)(SELF void *self);

SWIFT void lock_slow(uint32_t thread, SELF void *self) __asm__(LOCK);
SWIFT void unlock_slow(SELF void *self) __asm__(UNLOCK);

SWIFT void lock_slow(uint32_t thread, SELF void *self) {
  ((Lock)dlsym(RTLD_NEXT, LOCK))(thread, self);
  if (__tsan_acquire) __tsan_acquire(self);
}

SWIFT void unlock_slow(SELF void *self) {
  if (__tsan_release) __tsan_release(self);
  ((Unlock)dlsym(RTLD_NEXT, UNLOCK))(self);
}

__attribute__((constructor)) static void tell_swift(void) {
  void (*initialize)(void) = (void (*)(void))dlsym(RTLD_DEFAULT, "__tsan_on_initialize");
  if (__tsan_acquire && initialize) initialize();
}
