# fails: refused
# mistake: prints a line before the message: what errno was, is lost
s/err(1, "shmctl IPC_RMID")/{ fflush(stdout); fclose(stdout); close(99); err(1, "shmctl IPC_RMID"); }/
