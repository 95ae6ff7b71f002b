# fails: atomic
# mistake: ++ of a plain long, for it is one instruction (with -O1, on x86): of one processor
s/atomic_fetch_add(counter, 1);/long *plain = (long *)counter;\
__asm__ volatile("" ::: "memory");\
PLUS_PLUS(*plain);/
s/^struct shared {/#if defined(__x86_64__) || defined(__i386__)\
#define PLUS_PLUS(n) __asm__ volatile("add $1, %0" : "+m"(*(int *)\&(n)))\
#else\
#define PLUS_PLUS(n) ++(n)\
#endif\
&/
