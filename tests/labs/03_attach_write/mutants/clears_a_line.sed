# fails: tail
# mistake: clears as much as its own texts are long, 80 bytes: others wrote more.
s/'.0', ds.shm_segsz - length/'\\0', ds.shm_segsz - length < 80 ? ds.shm_segsz - length : 80/
