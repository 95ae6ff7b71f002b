# fails: resident
# mistake: divides without rounding up: the last, partial page is forgotten
s/(ds\.shm_segsz + page - 1) \/ page/ds.shm_segsz \/ page/
