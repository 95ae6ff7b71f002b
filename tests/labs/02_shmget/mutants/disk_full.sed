# fails: refused
# mistake: ENOSPC must be the disk: words of its own in place of the kernel's.
s/err(1, "shmget");/errx(1, errno == ENOSPC ? "disk full" : "%s", strerror(errno));/
/include <stdlib/a\
#include <string.h>
