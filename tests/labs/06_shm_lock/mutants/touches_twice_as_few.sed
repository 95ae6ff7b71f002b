# fails: resident
# mistake: steps by two pages: 8192 was the page of another machine
s/(shmaddr + i \* page)/(shmaddr + i \/ 2 * 2 * page)/
