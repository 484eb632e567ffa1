#include <stdint.h>

/* What a loop works on, as NativeLoops.java lays it out: all members are 8 bytes wide. */
struct arguments {
  int64_t n, m, f, heads, rows, segments;
  int32_t *src, *dst;
  int64_t *indptr;
  int32_t *indices, *eids;
  int64_t *made_indptr;
  int32_t *made_indices, *made_eids;
  float *x, *w, *e, *y, *out;
  float *left, *right;
  float *a, *b, *c;
  int64_t *offsets;
  int32_t *types;
};
