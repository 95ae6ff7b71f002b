# fails: strict
# mistake: allows 07777 as chmod does; here 04000 is SHM_HUGETLB.
s/8, 0777)/8, 07777)/
