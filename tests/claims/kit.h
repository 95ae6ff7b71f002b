/* kit.h - what main.c and kit.c know of each other. */
#ifndef KIT_H
#define KIT_H

#include "claims.h"

#include <stdatomic.h>

enum { MADE_MAX = 64 };

enum outcome { AGREES, CONTRADICTS, UNTRIED };

/* One experiment's, in memory shared with whoever waits for it. */
struct report {
    char evidence[512];
    char reason[512]; /* why it does not agree */
    enum outcome outcome;
    atomic_bool over; /* somebody has given, or gives, the reason */
    pid_t group;      /* all its processes are of it */
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
    bool root;
    bool others;             /* root may become another user */
    char no_segments[128];   /* why the kernel refuses the calls for them */
    char no_semaphores[128]; /* likewise */
};

extern struct place place;

/* For root only, and only where that uid exists. */
bool become_another(void);
/* Did a limit of this machine end the process that had this wait status? */
bool ended_by_machine(int status);

#endif
