# fails: semaphore
# mistake: prints while the workers still count: no wait
s/for (int status; wait(&status) != -1;)/for (int status = 0; status != 0;)/
