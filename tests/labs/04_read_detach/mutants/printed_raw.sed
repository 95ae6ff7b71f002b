# fails: forged
# mistake: printf("text=%s\n"): a text with newlines makes facts of its own.
s/^ *print_text(text);/        printf("text=%s\\n", text);/
