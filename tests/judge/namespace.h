/* namespace.h - for the judge and for the claims. */
#ifndef NAMESPACE_H
#define NAMESPACE_H

#include <stdbool.h>

/* Enter a new user namespace, in which we, and nobody else, are this uid, and
   may make further namespaces.  false: the host forbids it.  Once unshare(2)
   has succeeded there is no way back: try it in a child first. */
bool become_in_a_user_namespace(unsigned uid);

#endif
