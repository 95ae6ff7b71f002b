/* kit.h - what main.c and kit.c know of each other. */
#ifndef KIT_H
#define KIT_H

#include "claims.h"

#include <stdatomic.h>

enum { MADE_MAX = 64 };

/* One experiment's, in memory shared with whoever waits for it. */
struct report {
    char evidence[512];
    char contradiction[512];
    int not_here;
    int expectations;
    char folder[4096]; /* where its files are */
    atomic_int n_made;
    struct {
        atomic_bool whole; /* the rest of it is written */
        bool set;          /* of semaphores; else a segment */
        int id;
        uid_t uid; /* whose it is */
    } made[MADE_MAX];
};

extern struct report *report;

/* Where experiments are made. */
struct place {
    bool namespace; /* each in an IPC namespace of its own */
    bool root;      /* really root: may become somebody else */
};

extern struct place place;

#endif
