/* text.c - strings that grow, and bytes made readable. */
#define _GNU_SOURCE
#include "judge.h"

#include <ctype.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void text_add(struct text *text, const char *data, size_t size)
{
    char *grown = realloc(text->data, text->size + size + 1);
    if (grown == NULL)
        err(3, "realloc");
    text->data = grown;
    if (size > 0)
        memcpy(text->data + text->size, data, size);
    text->size += size;
    text->data[text->size] = '\0';
}

void text_vprintf(struct text *text, const char *format, va_list args)
{
    char *line;
    int size = vasprintf(&line, format, args);
    if (size == -1)
        err(3, "vasprintf");
    text_add(text, line, (size_t)size);
    free(line);
}

void text_printf(struct text *text, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    text_vprintf(text, format, args);
    va_end(args);
}

void text_quote(struct text *text, const char *data, size_t size, size_t most)
{
    text_add(text, "\"", 1);
    for (size_t i = 0; i < size && i < most; i++) {
        unsigned char c = (unsigned char)data[i];
        bool digit = i + 1 < size && isdigit((unsigned char)data[i + 1]);
        if (c == '\n')
            text_add(text, "\\n", 2);
        else if (c == '\t')
            text_add(text, "\\t", 2);
        else if (c == '"' || c == '\\')
            text_printf(text, "\\%c", c);
        else if (c == '\0' && !digit)
            text_add(text, "\\0", 2);
        else if (c < 0x20 || c >= 0x7f)
            text_printf(text, "\\%03o", c);
        else
            text_add(text, (const char *)&c, 1);
    }
    text_add(text, "\"", 1);
    if (size > most)
        text_printf(text, "... (%zu bytes)", size);
}

struct text text_unquote(const char *word)
{
    struct text text = {NULL, 0};
    text_add(&text, "", 0);
    for (; *word != '\0'; word++) {
        size_t plain = strcspn(word, "\\");
        text_add(&text, word, plain);
        word += plain;
        char c = *word;
        if (c == '\0')
            break;
        if (word[1] != '\0') {
            c = *++word;
            if (c == 'n') {
                c = '\n';
            } else if (c == 't') {
                c = '\t';
            } else if (c >= '0' && c <= '7') {
                int value = 0, digits = 0;
                for (; digits < 3 && *word >= '0' && *word <= '7'; digits++)
                    value = value * 8 + (*word++ - '0');
                word--;
                c = (char)value;
            }
        }
        text_add(&text, &c, 1);
    }
    return text;
}

void text_shell(struct text *text, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=,:@+";
    size_t size = strlen(word);
    if (size > 0 && strspn(word, plain) == size) {
        text_add(text, word, size);
        return;
    }
    text_add(text, "'", 1);
    for (; *word != '\0'; word++) {
        if (*word == '\'')
            text_add(text, "'\\''", 4);
        else
            text_add(text, word, 1);
    }
    text_add(text, "'", 1);
}

void text_word(struct text *text, const char *word)
{
    size_t size = strlen(word);
    if (size > 60) /* a test of lengths: the length says more */
        text_printf(text, "'%.20s...%s' (%zu characters)", word,
                    word + size - 5, size);
    else
        text_shell(text, word);
}
