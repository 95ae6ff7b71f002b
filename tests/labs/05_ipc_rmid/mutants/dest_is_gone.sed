# fails: dest
# mistake: IPC_RMID said 0, so it must be gone: who has it attached is forgotten
s/gone ? "gone"/gone || remove ? "gone"/
