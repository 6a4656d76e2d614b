/* Patron for every language: points and prices for a shop, called from C.
 *
 *   if (patron_abi_version() >> 16 != PATRON_ABI_MAJOR) refuse_to_run();
 *
 * C99 to C17 and C++11 to C++20. Needs <stddef.h> and <stdint.h>, no more.
 * Each function says with one word which threads may call it:
 *   Thread: any        also at the same time as any other call
 *   Thread: exclusive  one call at a time on the same handle
 */
#ifndef PATRON_PATRON_H_
#define PATRON_PATRON_H_

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32)
#define PATRON_API
#else
#define PATRON_API __attribute__((visibility("default")))
#endif

/* No exception ever leaves Patron. */
#if defined(__cplusplus)
#define PATRON_NOEXCEPT noexcept
extern "C" {
#else
#define PATRON_NOEXCEPT
#endif

/* The interface that this header describes. */
#define PATRON_ABI_MAJOR 0
#define PATRON_ABI_MINOR 1

/* The interface of the library that is loaded, major << 16 | minor. A binding
 * asks once: its own major must be equal, its own minor not larger.
 * Thread: any. Since: 0.1 */
PATRON_API uint32_t patron_abi_version(void) PATRON_NOEXCEPT;

#if defined(__cplusplus)
}
#endif

#endif /* PATRON_PATRON_H_ */
