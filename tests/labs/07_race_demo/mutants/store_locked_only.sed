# fails: semaphore
# mistake: locks around the store only: writing is what must not be disturbed
/if (sync == 's')/{
N
s/change_sem(-1)/(void)0/
}
s/atomic_store(counter/if (sync == 's')\
        change_sem(-1);\
    &/
