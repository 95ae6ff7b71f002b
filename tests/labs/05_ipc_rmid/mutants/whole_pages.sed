# fails: looks
# mistake: bytes rounded up to whole pages, as the kernel does inside
s/printf("bytes=%zu\\n", (size_t)ds.shm_segsz)/printf("bytes=%zu\\n", ((size_t)ds.shm_segsz + 4095) \/ 4096 * 4096)/
