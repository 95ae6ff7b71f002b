# fails: resident
# mistake: touches first, measures then: before and after are the same
/printf("resident_before=/i\
    for (size_t i = 0; i < pages; i++)\
        (void)*(volatile char *)(shmaddr + i * page);
