# documents.awk - what quotes.sh knows of documents: blocks, quotes, references.
#
# Run by quotes.sh, which says what is alike for both sides, and what exists.
# Environment: QUOTES_MODE (list, plan, plan to fill, static, compare, fill,
# prove), QUOTES_FILE the document, QUOTES_TOP the project, QUOTES_DIR the
# folder with the transcript, QUOTES_TEMP one for what is taken out of the
# document.  Differences go to stdout, with lines "?WHAT LINE WORD" for what
# only a shell can find out.  Exit status: 1 if there are any, or else 0.

# -- blocks

function slurp(path, into,    n, line, got) {
    n = 0
    while ((got = (getline line < path)) > 0)
        into[++n] = line
    if (got >= 0 || n > 0)
        close(path)
    return got < 0 && n == 0 ? -1 : n
}

# What makes two lines different.  In a proof nobody wants to read of it.
function differ(n, quoted, seen) {
    differences++
    if (!silent)
        printf "%s:%d: quoted: %s\n%s:%d:   seen: %s\n", \
            NAME, n, quoted, NAME, n, seen
}

function wrong(n, what) {
    differences++
    if (!silent)
        printf "%s:%d: %s\n", NAME, n, what
}

# Sets fence and info if line opens a block.
function opens(line,    rest) {
    if (!match(line, /^ *(```+|~~~+)/))
        return 0
    fence = substr(line, 1, RLENGTH)
    rest = substr(line, RLENGTH + 1)
    if (rest ~ /`/)
        return 0
    indent = index(fence, substr(fence, length(fence))) - 1
    fence = substr(fence, indent + 1)
    gsub(/^ +| +$/, "", rest)
    info = rest
    return 1
}

function closes(line,    bare) {
    bare = line
    gsub(/^ +| +$/, "", bare)
    return index(bare, fence) == 1 && bare !~ /[^`~]/
}

# The blocks of lines L[1..N]: where, of what kind, in which chapter.  A line
# outside of all is prose[i].
function parse(    i, n, word) {
    blocks = chapters = open = 0
    for (i = 1; i <= N; i++) {
        if (open) {
            if (closes(L[i])) {
                B_to[blocks] = i
                open = 0
            }
            continue
        }
        if (opens(L[i])) {
            open = ++blocks
            B_from[blocks] = i
            B_to[blocks] = N + 1
            B_indent[blocks] = indent
            B_chapter[blocks] = chapters
            B_info[blocks] = info
            n = split(info, word, " ")
            B_kind[blocks] = word[1]
            B_path[blocks] = n > 1 ? word[2] : ""
            B_words[blocks] = n
            B_vary[blocks] = ""
            if (i > 1 && varying(L[i - 1]))
                B_vary[blocks] = facts
            continue
        }
        prose[i] = 1
        if (L[i] ~ /^## /) {
            C_title[++chapters] = substr(L[i], 4)
            gsub(/^ +| +#* *$/, "", C_title[chapters])
        }
    }
}

# Sets facts if line is <!-- varies: ... -->.
function varying(line) {
    if (line !~ /^ *<!-- varies: [A-Za-z0-9_ ]+ -->$/)
        return 0
    facts = line
    sub(/^ *<!-- varies: +/, "", facts)
    sub(/ *-->$/, "", facts)
    return 1
}

# Line i of block b as it is meant, without what the block is indented.
function content(b, i,    text, n) {
    text = L[i]
    for (n = B_indent[b]; n > 0 && substr(text, 1, 1) == " "; n--)
        text = substr(text, 2)
    return text
}

# -- sessions, as quoted and as seen

# The session of chapter c as items: q_type is "$" for a command, "|" for a
# line of output, "." for lines left out.  q_last is the last line of a command.
function quoted(c,    b, i, text, going) {
    qn = qc = 0
    for (b = 1; b <= blocks; b++) {
        if (B_kind[b] != "console" || B_chapter[b] != c)
            continue
        going = 0
        for (i = B_from[b] + 1; i < B_to[b]; i++) {
            text = content(b, i)
            if (text ~ /^\$( |$)/) {
                item("$", substr(text, 3), i, b)
                going = 1
            } else if (going && text ~ /^>( |$)/) {
                q_text[qn] = q_text[qn] "\n" substr(text, 3)
                q_last[qn] = i
            } else if (i == B_from[b] + 1) {
                wrong(i, "a session begins with a command: " text)
                item(".", "", i, b)
            } else {
                going = 0
                Q_quoted[qc]++
                if (text == "...") {
                    item(".", text, i, b)
                } else {
                    item("|", text, i, b)
                    Q_need[qc]++
                }
            }
        }
    }
    return qc
}

function item(type, text, line, b) {
    if (type == "$") {
        sub(/ +$/, "", text)
        Q_at[++qc] = qn + 1
        Q_need[qc] = Q_quoted[qc] = 0
    }
    q_type[++qn] = type
    q_text[qn] = text
    q_line[qn] = q_last[qn] = line
    q_block[qn] = b
    q_cmd[qn] = qc
}

# All of DIR/transcript, once.
function transcript(    line, kind, c, n, word) {
    c = -1
    while ((getline line < (DIR "/transcript")) > 0) {
        kind = substr(line, 1, 1)
        line = substr(line, 2)
        if (kind == "c") {
            split(line, word, " ")
            c = word[1]
            T_n[c] = 0
        } else if (kind == "u") {
            # As id says it; without a name it is the number.
            uid = identity(line, "uid=")
            user = name
            gid = identity(line, "gid=")
            group = name
        } else if (kind == ">") {
            T_text[c, T_n[c]] = T_text[c, T_n[c]] "\n" line
        } else if (kind == "!") {
            T_end[c] = line
        } else if (kind == "$" || kind == "|") {
            n = ++T_n[c]
            T_type[c, n] = kind
            T_text[c, n] = line
        }
    }
}

function identity(text, what,    number) {
    text = substr(text, index(text, what) + length(what))
    match(text, /^[0-9]+/)
    number = name = substr(text, 1, RLENGTH)
    text = substr(text, RLENGTH + 1)
    if (match(text, /^\([^)]*\)/))
        name = substr(text, 2, RLENGTH - 2)
    return number
}

function seen(c,    j) {
    an = ac = 0
    if (!(c in T_n))
        return
    for (j = 1; j <= T_n[c]; j++) {
        a_type[++an] = T_type[c, j]
        a_text[an] = T_text[c, j]
        if (a_type[an] == "$")
            A_at[++ac] = an
        a_cmd[an] = ac
    }
    A_at[ac + 1] = an + 1
    a_cmd[an + 1] = ac
}

# -- what is alike on both sides

# A value is wrapped: \001, a letter for its kind, the value, \002.  The kinds
# A(ddress), K(ey) and P(rocess) have to be the same ones everywhere.
function wrap(kind, value) {
    return "\001" kind value "\002"
}

function number_or(kind, value) {
    return value == 0 ? value : wrap(kind, value)
}

# 8 digits of a key: the id stays.
function key(digits) {
    digits = tolower(digits)
    if (digits == "00000000")
        return digits
    return substr(digits, 1, 2) wrap("K", substr(digits, 3))
}

function address(digits) {
    digits = tolower(digits)
    sub(/^0+/, "", digits)
    return wrap("A", digits)
}

# The user, who is ann in a document.
function person(word, side) {
    if (side == "q")
        return word == "ann"
    return word == user || word == group || word == substr(user, 1, 10)
}

function me(name, number, side) {
    if (side == "q")
        return number == 1000
    return number == (name ~ /gid/ ? gid : uid)
}

# name=VALUE in line: its value is wrapped as "*", or where only is set if it
# is the number of that user.
function fact(line, name, only, side,    done, value) {
    done = ""
    while (match(line, "(^|[^A-Za-z0-9_])" name "=[^ ]+")) {
        value = substr(line, RSTART, RLENGTH)
        sub(/^[^=]*=/, "", value)
        done = done substr(line, 1, RSTART + RLENGTH - 1 - length(value))
        if (only && !me(name, value, side))
            done = done value
        else
            done = done wrap(only ? "U" : "*", "")
        line = substr(line, RSTART + RLENGTH)
    }
    return done line
}

function joined(f, n,    i, line) {
    line = f[1]
    for (i = 2; i <= n; i++)
        line = line " " f[i]
    return line
}

# Lines that are known by their columns: of ipcs, ls, maps, /proc/sysvipc/shm.
function columns(line, side,    f, n, i, pad, ends, numeric) {
    pad = line ~ /^ / ? " " : ""
    n = split(line, f, " ")
    if (n == 0)
        return line
    if (n == 1 && person(f[1], side))
        return pad wrap("U", "")
    if (f[1] ~ /^[-dlcbps][-rwxsStT]+$/ && length(f[1]) == 10) {
        for (i = 3; i <= 4 && i <= n; i++)
            if (person(f[i], side))
                f[i] = wrap("U", "")
        return pad joined(f, n)
    }
    if (f[1] ~ /^[0-9a-f]+-[0-9a-f]+$/ && length(f[1]) >= 17) {
        split(f[1], ends, "-")
        f[1] = address(ends[1]) "-" address(ends[2])
        if (n >= 5 && f[4] ~ /^[0-9a-f]+:[0-9a-f]+$/)
            f[4] = wrap("*", "")
        return pad joined(f, n)
    }
    if (n == 16) {
        numeric = 1
        for (i = 1; i <= n; i++)
            if (f[i] !~ /^-?[0-9]+$/)
                numeric = 0
        if (numeric) {
            f[1] = key(sprintf("%08x", f[1] < 0 ? f[1] + 4294967296 : f[1]))
            for (i = 5; i <= 6; i++)
                f[i] = number_or("P", f[i])
            for (i = 8; i <= 11; i++)
                if (me(i % 2 ? "gid" : "uid", f[i], side))
                    f[i] = wrap("U", "")
            for (i = 12; i <= 14; i++)
                f[i] = number_or("*", f[i] > 0)
            return joined(f, n)
        }
    }
    if (f[1] ~ /^(0x[0-9a-f]+|[0-9]+)$/ && n > 2) {
        for (i = 2; i <= 6 && i <= n; i++)
            if (person(f[i], side))
                f[i] = wrap("U", "")
        if (n == 4 && f[2] == wrap("U", "") && f[3] f[4] ~ /^[0-9]+$/) {
            f[3] = number_or("P", f[3])
            f[4] = number_or("P", f[4])
        }
        return pad joined(f, n)
    }
    if (f[1] ~ /^\[[0-9]+\][-+]?$/ && f[2] ~ /^[0-9]+$/) {
        f[2] = wrap("P", f[2])
        return pad joined(f, n)
    }
    return line
}

# A line as it is compared: M_text with the values taken out, which are M_value.
# Returns the key of both.
function model(line, vary, side,    id, n, i, name, text, token, done, digits) {
    id = side SUBSEP vary SUBSEP line
    if (id in M_text)
        return id
    gsub(/[\001\002]/, "?", line)
    gsub(/[ \t]+/, " ", line)
    sub(/ $/, "", line)
    n = split(vary " dev ino", name, " ")
    for (i = 1; i <= n; i++)
        line = fact(line, name[i], 0, side)
    n = split("uid gid cuid cgid", name, " ")
    for (i = 1; i <= n; i++)
        line = fact(line, name[i], 1, side)
    line = columns(line, side)
    done = ""
    while (match(line, TOKEN)) {
        token = substr(line, RSTART, RLENGTH)
        done = done substr(line, 1, RSTART - 1)
        line = substr(line, RSTART + RLENGTH)
        if (token ~ /^0x/) {
            digits = length(token) - 2
            if (digits == 8)
                token = "0x" key(substr(token, 3))
            else if (digits >= 9 && digits <= 16)
                token = address(substr(token, 3))
        } else if (token ~ /^SYSV/) {
            if (length(token) == 12)
                token = "SYSV" key(substr(token, 5))
        } else if (token ~ /:[0-9][0-9]:/) {
            token = wrap("*", "")
        } else if (token ~ /s$/) {
            if (line !~ /^[A-Za-z0-9]/)
                token = wrap("*", "")
        } else if (token ~ /[0-9]$/) {
            match(token, /[0-9]+$/)
            token = substr(token, 1, RSTART - 1) \
                number_or("P", substr(token, RSTART))
        }
        done = done token
    }
    line = done line
    text = M_value[id] = ""
    while (match(line, /\001[^\002]*\002/)) {
        token = substr(line, RSTART + 1, RLENGTH - 2)
        text = text substr(line, 1, RSTART) substr(token, 1, 1) "\002"
        if (token ~ /^[AKP]/)
            M_value[id] = M_value[id] (M_value[id] == "" ? "" : "\002") token
        line = substr(line, RSTART + RLENGTH)
    }
    M_text[id] = text line
    return id
}

# The value x of the quote is the value y of the run, now and later on.
function bind(x, y) {
    if (x in to)
        return to[x] == y
    if (y in from)
        return 0
    to[x] = y
    from[y] = x
    bound_x[++bound] = x
    bound_y[bound] = y
    if (!((state, x, y) in states))
        states[state, x, y] = ++last_state
    state = states[state, x, y]
    return 1
}

function unbind(mark, old) {
    while (bound > mark) {
        delete to[bound_x[bound]]
        delete from[bound_y[bound]]
        bound--
    }
    state = old
}

# Does quoted item i stand for seen item j?
function fits(i, j,    x, y, n, k, vx, vy, mark, old) {
    why = ""
    if (q_type[i] != a_type[j])
        return 0
    if (q_type[i] == "$")
        return 1
    x = model(q_text[i], B_vary[q_block[i]], "q")
    y = model(a_text[j], B_vary[q_block[i]], "a")
    if (M_text[x] != M_text[y])
        return 0
    if (M_value[x] == "")
        return 1
    n = split(M_value[x], vx, "\002")
    split(M_value[y], vy, "\002")
    mark = bound
    old = state
    for (k = 1; k <= n; k++)
        if (!bind(vx[k], vy[k])) {
            x = vx[k]
            y = vy[k]
            why = x in to ? substr(x, 2) " was " substr(to[x], 2) " before" : \
                substr(y, 2) " was " substr(from[y], 2) " in the quote before"
            unbind(mark, old)
            return 0
        }
    return 1
}

# Do the quoted items from i on stand for the seen ones from j on?  Where lines
# are left out there is a choice, which is gone back to.  If not, best_i and
# best_j are as far as it went.
function stand(i, j,    k, sp, ci, cj, cmax, cmark, cold) {
    sp = best_i = 0
    for (;;) {
        if (i > qn && j > an)
            return 1
        if (i <= qn && q_type[i] == ".") {
            ci[++sp] = i + 1
            cj[sp] = j
            cmax[sp] = j > an ? j : A_at[a_cmd[j] + (a_type[j] != "$")]
            cmark[sp] = bound
            cold[sp] = state
        } else if (i <= qn && j <= an && fits(i, j)) {
            i++
            j++
            continue
        } else if (i > best_i) {
            best_i = i
            best_j = j
            best_why = why
            kept = bound
            for (k = 1; k <= bound; k++) {
                kept_x[k] = bound_x[k]
                kept_y[k] = bound_y[k]
            }
        }
        for (; sp > 0; sp--) {
            unbind(cmark[sp], cold[sp])
            i = ci[sp]
            while (cj[sp] <= cmax[sp] && (i, cj[sp], state) in tried)
                cj[sp]++
            if (cj[sp] <= cmax[sp])
                break
        }
        if (sp == 0)
            return 0
        j = cj[sp]
        tried[i, j, state]
        cj[sp]++
    }
}

# Compare chapter c with what was seen.
function compare(c,    i, j, k, m) {
    if (quoted(c) == 0)
        return
    seen(c)
    split("", skipped)
    for (m = 1; m <= qc && m <= ac; m++)
        if (q_text[Q_at[m]] != a_text[A_at[m]]) {
            differ(q_line[Q_at[m]], typed(q_text[Q_at[m]]), \
                typed(a_text[A_at[m]]))
            skipped[m]
        }
    if (T_end[c] != "") {
        wrong(q_line[Q_at[ac]], typed(q_text[Q_at[ac]]) ": " T_end[c])
        skipped[ac]
    }
    if (qc > ac) {
        if (T_end[c] == "")
            wrong(q_line[Q_at[ac + 1]], typed(q_text[Q_at[ac + 1]]) \
                ": was not run")
        qn = Q_at[ac + 1] - 1
        qc = ac
    } else if (ac > qc) {
        differ(q_last[qn], "(no more commands)", typed(a_text[A_at[qc + 1]]))
        an = A_at[qc + 1] - 1
        ac = qc
    }
    skip()
    unbind(0, 0)
    split("", tried)
    split("", states)
    last_state = 0
    i = j = 1
    while (!stand(i, j)) {
        tell()
        # Once more from the next command on, with the values found so far.
        if (best_i > qn)
            break
        m = q_cmd[best_i] + (q_type[best_i] != "$")
        if (m > qc)
            break
        i = Q_at[m]
        j = A_at[m]
        unbind(0, 0)
        for (k = 1; k <= kept; k++)
            bind(kept_x[k], kept_y[k])
    }
}

# A command as it looks in a document.
function typed(text) {
    gsub(/\n/, "\n> ", text)
    return "$ " text
}

# The output of the commands in skipped is compared no more.
function skip(    i, n, m) {
    n = 0
    for (i = 1; i <= qn; i++) {
        if (q_type[i] != "$" && q_cmd[i] in skipped)
            continue
        q_type[++n] = q_type[i]
        q_text[n] = q_text[i]
        q_line[n] = q_line[i]
        q_last[n] = q_last[i]
        q_block[n] = q_block[i]
        q_cmd[n] = q_cmd[i]
        if (q_type[n] == "$")
            Q_at[q_cmd[n]] = n
    }
    qn = n
    n = 0
    for (i = 1; i <= an; i++) {
        if (a_type[i] != "$" && a_cmd[i] in skipped)
            continue
        a_type[++n] = a_type[i]
        a_text[n] = a_text[i]
        a_cmd[n] = a_cmd[i]
        if (a_type[n] == "$")
            A_at[a_cmd[n]] = n
    }
    an = n
    A_at[ac + 1] = an + 1
}

# Tell how far it went.
function tell(    line, quote, sight) {
    if (best_i > qn || q_type[best_i] == "$") {
        line = q_last[best_i - 1]
        quote = "(nothing more)"
    } else {
        line = q_line[best_i]
        quote = q_text[best_i]
    }
    if (best_j > an || a_type[best_j] == "$")
        sight = "(nothing more)"
    else if (best_i > 1 && best_i <= qn && q_type[best_i - 1] == ".")
        sight = "no such line below the one before the ..."
    else
        sight = a_text[best_j]
    differ(line, quote, sight (best_why == "" ? "" : "   (" best_why ")"))
}

# -- fragments

function load(path,    lines, n, i) {
    if (path in F_n)
        return F_n[path]
    n = -1
    # What a learner finds in labs/ at the beginning.
    if (path ~ /^labs\//)
        n = slurp(TOP "/tests/labs/" substr(path, 6, length(path) - 7) "/skeleton.c", lines)
    if (n < 0)
        n = slurp(TOP "/" path, lines)
    for (i = 1; i <= n; i++)
        F_line[path, i] = lines[i]
    return F_n[path] = n
}

function lead(text) {
    match(text, /^ */)
    return RLENGTH
}

# Block b is a fragment of its file.
function fragment(b,    n, i, k, text, shift, path, shifts, first) {
    path = B_path[b]
    if ((n = load(path)) < 0) {
        wrong(B_from[b], path ": no such file")
        return
    }
    first = 0
    for (i = B_from[b] + 1; i < B_to[b]; i++) {
        text = content(b, i)
        if (!first && text != "" && text !~ ELIDED)
            first = i
    }
    if (!first) {
        wrong(B_from[b], "a fragment without a line")
        return
    }
    far = 0
    text = content(b, first)
    for (i = 1; i <= n; i++) {
        shift = lead(F_line[path, i]) - lead(text)
        if (shift < 0 || shift in shifts)
            continue
        if (substr(F_line[path, i], shift + 1) == text) {
            shifts[shift]
            if (stands(b, shift))
                return
        }
    }
    if (!far)
        differ(first, text, "no such line in " path)
    else
        differ(far, content(b, far), far_seen)
}

# With this shift?  If not, far is the line that is not there, far_seen what is.
function stands(b, shift,    path, i, k, p, s, n, pad, piece, least) {
    path = B_path[b]
    n = F_n[path]
    pad = sprintf("%" shift "s", "")
    p = 1
    i = B_from[b] + 1
    while (i < B_to[b]) {
        if (content(b, i) ~ ELIDED) {
            p += i > B_from[b] + 1
            i++
            continue
        }
        piece = 0
        while (i + piece < B_to[b] && content(b, i + piece) !~ ELIDED)
            piece++
        if (i > far) {
            far = i
            far_seen = "no such line further down in " path
        }
        for (s = p; s <= n; s++) {
            for (k = 0; k < piece; k++)
                if (!verbatim(content(b, i + k), F_line[path, s + k], pad) \
                        || s + k > n)
                    break
            if (k == piece)
                break
            if (i + k > far) {
                far = i + k
                far_seen = s + k > n ? "the end of " path : \
                    path ":" s + k ": " F_line[path, s + k]
            }
        }
        if (s > n)
            return 0
        p = s + piece
        i += piece
    }
    return 1
}

function verbatim(quote, line, pad) {
    return quote == "" ? line == "" : line == pad quote
}

# -- prose

# The anchor that GitHub makes of a heading.
function anchor(text,    c, i, out) {
    while (match(text, /\]\([^)]*\)/))
        text = substr(text, 1, RSTART - 1) substr(text, RSTART + RLENGTH)
    gsub(/^ +| +#* *$/, "", text)
    text = tolower(text)
    out = ""
    for (i = 1; i <= length(text); i++) {
        c = substr(text, i, 1)
        if (c == " ")
            out = out "-"
        else if (c ~ /[a-z0-9_-]/ || c > "\177")
            out = out c
    }
    return out
}

# The headings of a file, as H[file, anchor] and S[file, "3.4"].
function headings(path,    line, in_block, name, n, first, word) {
    if (path in H_known)
        return H_known[path]
    n = -1
    in_block = 0
    while ((getline line < path) > 0) {
        n++
        if (in_block) {
            if (closes(line))
                in_block = 0
        } else if (opens(line)) {
            in_block = 1
        } else if (line ~ /^#+ /) {
            first = line
            sub(/^#+ +/, "", line)
            name = anchor(line)
            if ((path, name) in H)
                H[path, name "-" H_again[path, name]++]
            else
                H_again[path, name] = 1
            H[path, name]
            split(line, word, " ")
            if (first ~ /^### /)
                S[path, word[1]]
        }
    }
    if (n >= 0)
        close(path)
    return H_known[path] = n
}

# What a shell has to find out; once.
function ask(what, line, word) {
    if (!((what, line, word) in asked))
        printf "?%s %d %s\n", what, line, word
    asked[what, line, word]
}

function target(word, line,    path, hash, base) {
    gsub(/^<|>$/, "", word)
    if (word == "" || word ~ /^[a-z]+:/)
        return
    hash = ""
    if (match(word, /#/)) {
        hash = substr(word, RSTART + 1)
        word = substr(word, 1, RSTART - 1)
    }
    base = FOLDER
    path = word == "" ? FILE : base "/" word
    if (word != "")
        ask("link", line, word)
    if (hash != "") {
        headings(path)
        if (!((path, hash) in H))
            wrong(line, "#" hash ": no such heading in " \
                (word == "" ? NAME : word))
    }
}

function links(text, line,    word) {
    if (match(text, /^ *\[[^]^][^]]*\]: +/)) {
        word = substr(text, RLENGTH + 1)
        sub(/[ \n].*/, "", word)
        target(word, line)
    }
    while (match(text, /\]\([^)]*\)/)) {
        word = substr(text, RSTART + 2, RLENGTH - 3)
        line += newlines(substr(text, 1, RSTART))
        text = substr(text, RSTART + RLENGTH)
        gsub(/^[ \n]+|[ \n]+$/, "", word)
        sub(/[ \n]+".*"$/, "", word)
        target(word, line)
    }
}

function newlines(text) {
    return gsub(/\n/, "", text)
}

# Every "section 3.4" in text is a heading of the tutorial.
function sections(text, line, name, more,    n, word, at) {
    while (match(text, SECTION)) {
        at = substr(text, 1, RSTART - 1)
        word = substr(text, RSTART, RLENGTH)
        line += newlines(at)
        text = substr(text, RSTART + RLENGTH)
        n = newlines(word)
        do {
            match(word, /[0-9]+\.[0-9]+$/)
            word = substr(word, RSTART)
            if (!((TUTORIAL, word) in S)) {
                differences++
                printf "%s:%d: section %s: no such heading in TUTORIAL.md\n", \
                    name, line, word
            }
            if (!match(text, /^(,|,? (and|or))[ \n][0-9]+\.[0-9]+/))
                break
            word = substr(text, 1, RLENGTH)
            text = substr(text, RLENGTH + 1)
        } while (1)
        line += n
    }
}

# Targets and variables of the Makefile.
function makefile(    lines, n, i, k, m, word, line) {
    n = slurp(TOP "/Makefile", lines)
    for (i = 1; i <= n; i++) {
        line = lines[i]
        if (match(line, /^[A-Za-z0-9_. -]+:/) && line !~ /^[^:]*:=/) {
            m = split(substr(line, 1, RLENGTH - 1), word, " ")
            for (k = 1; k <= m; k++)
                G[word[k]]
        }
        if (match(line, /^[A-Z]+ *[:?+]?=/)) {
            match(line, /^[A-Z]+/)
            V[substr(line, 1, RLENGTH)]
        }
        while (match(line, /\$[({][A-Za-z_]+/)) {
            V[substr(line, RSTART + 2, RLENGTH - 2)]
            line = substr(line, RSTART + RLENGTH)
        }
    }
}

# A command that begins with make: its targets and variables.
function making(code, line,    n, i, word, on, name, start) {
    n = split(code, word, " ")
    on = 0
    start = 1
    for (i = 1; i <= n; i++) {
        if (word[i] ~ /^(&&|\|\|?|;|[$]|time)$/) {
            on = 0
            start = 1
            continue
        }
        if (start && word[i] ~ /^[A-Z_]+=/)
            continue
        if (on && word[i] ~ /^[A-Za-z_]+=/) {
            name = word[i]
            sub(/=.*/, "", name)
            if (!(name in V))
                wrong(line, "make " name "=: the Makefile knows no " name)
        } else if (on && word[i] ~ /^-/) {
            if (word[i] ~ /^-[Cf]/)
                on = 0
        } else if (on && word[i] ~ /^[A-Za-z]/) {
            name = word[i]
            sub(/[;,.)]+$/, "", name)
            if (name !~ /\// && !(name in G))
                wrong(line, "make " name ": no such target")
        } else if (start && word[i] == "make") {
            on = 1
        } else {
            on = 0
        }
        start = word[i] ~ /;$/
        if (start)
            on = 0
    }
}

# What is between backticks.
function code(text, line) {
    making(text, line)
    paths(text, line, PATHS)
}

function paths(text, line, pattern,    word) {
    while (match(text, pattern)) {
        word = substr(text, RSTART, RLENGTH)
        text = substr(text, RSTART + RLENGTH)
        sub(/^[^A-Za-z]*/, "", word)
        sub(/[.]+$/, "", word)
        ask("path", line, word)
    }
}

# A paragraph: first the code in it, then the rest.
function paragraph(text, line,    rest, tick, word, at, size) {
    rest = ""
    at = line
    while (match(text, /`+/)) {
        tick = substr(text, RSTART, RLENGTH)
        rest = rest substr(text, 1, RSTART - 1)
        at += newlines(substr(text, 1, RSTART))
        text = substr(text, RSTART + RLENGTH)
        size = index(text, tick)
        if (size == 0)
            break
        word = substr(text, 1, size - 1)
        code(word, at)
        at += size = newlines(word)
        for (rest = rest "x"; size > 0; size--)
            rest = rest "\n"
        text = substr(text, length(word) + length(tick) + 1)
    }
    rest = rest text
    links(rest, line)
    sections(rest, line, NAME)
}

# -- all that needs no session

function static(    b, i, text, first, kind) {
    makefile()
    headings(FILE)
    headings(TUTORIAL)
    for (b = 1; b <= blocks; b++) {
        kind = B_kind[b]
        if (B_to[b] > N)
            wrong(B_from[b], "this block has no end")
        if (kind !~ /^(console|c|sh|make|text|mermaid)$/ || B_words[b] > 2 \
                || B_path[b] != "" && kind !~ /^(c|sh|make)$/ \
                || kind == "make" && B_path[b] == "")
            wrong(B_from[b], "no kind of block: ```" B_info[b])
        else if (kind == "console" && B_from[b] + 1 == B_to[b])
            wrong(B_from[b], "an empty session")
        else if (B_path[b] != "")
            fragment(b)
        else if (kind == "c")
            ask("sketch", B_from[b], B_to[b] " " B_indent[b])
        else if (kind == "sh")
            for (i = B_from[b] + 1; i < B_to[b]; i++) {
                text = content(b, i)
                sub(/(^| )#.*/, "", text)
                making(text, i)
                paths(text, i, SCRIPTS)
            }
    }
    text = ""
    for (i = 1; i <= N + 1; i++) {
        if (i > N || !prose[i] || L[i] ~ /^ *$/) {
            if (text != "")
                paragraph(text, first)
            text = ""
            continue
        }
        if (L[i] ~ /^ *<!-- *varies/ \
                && !(varying(L[i]) && opens(L[i + 1]) && info == "console"))
            wrong(i, "expected <!-- varies: NAME... --> and a ```console below")
        if (text == "")
            first = i
        text = text (text == "" ? "" : "\n") L[i]
    }
    claims()
    if (NAME ~ /(^|\/)TUTORIAL\.md$/)
        others()
}

function claims(    i, n, from) {
    from = 0
    for (i = 1; i <= N; i++) {
        if (!prose[i] || L[i] !~ /<!-- *(claims|end of claims)/)
            continue
        if (L[i] ~ /^<!-- claims [0-9A-Za-z._-]+ -->$/ && !from) {
            from = i
            n = L[i]
            sub(/^<!-- claims /, "", n)
            sub(/ -->$/, "", n)
        } else if (L[i] == "<!-- end of claims -->" && from) {
            ask("claims", from, i " " n)
            from = 0
        } else {
            wrong(i, "this line has no partner, or is not as it should be")
            from = 0
        }
    }
    if (from)
        wrong(from, "these claims have no end")
}

# What others say of the tutorial.
function others(    i, n, list, lines, m, k, name) {
    n = split(ENVIRON["QUOTES_OTHERS"], list, "\n")
    for (i = 1; i <= n; i++) {
        if (list[i] == "")
            continue
        name = substr(list[i], length(TOP) + 2)
        m = slurp(list[i], lines)
        for (k = 1; k <= m; k++)
            sections(lines[k], k, name)
    }
}

# -- the proof: a changed character is always seen

function blank(mask, pattern, least,    out) {
    out = ""
    while (match(mask, pattern)) {
        out = out substr(mask, 1, RSTART - 1) (RLENGTH < least ? \
            substr(mask, RSTART, RLENGTH) : sprintf("%" RLENGTH "s", ""))
        mask = substr(mask, RSTART + RLENGTH)
    }
    return out mask
}

# What may be different is blank in the result.  (On purpose this knows nothing
# of model().)
function masked(text, vary,    n, i, name, at, end) {
    n = split("dev ino uid gid cuid cgid " vary, name, " ")
    for (i = 1; i <= n; i++)
        if (match(text, "(^|[ \t])" name[i] "=[^ \t]+")) {
            end = RSTART + RLENGTH
            at = RSTART + index(substr(text, RSTART), "=")
            text = substr(text, 1, at - 1) sprintf("%" end - at "s", "") \
                substr(text, end)
        }
    text = blank(text, "([A-Z][a-z][a-z] +)*[0-9]?[0-9]? *[0-9][0-9]:[0-9]" \
        "[0-9]:[0-9][0-9]( 20[0-9][0-9])?", 0)
    text = blank(text, "[0-9]+[.][0-9]+ ?s", 0)
    text = blank(text, "[0-9]+m[0-9]+[.][0-9]+s", 0)
    text = blank(text, "0x[0-9a-fA-F]+", 10)
    text = blank(text, "SYSV[0-9a-f]+", 0)
    text = blank(text, "[0-9a-f]+-[0-9a-f]+ ", 18)
    text = blank(text, "(^| )ann( |$)", 0)
    text = blank(text, "/proc/[0-9]+", 0)
    text = blank(text, "(pid|PID|process)[ =:]+[0-9]+", 0)
    if (match(text, /^\[[0-9]+\][-+]? +[0-9]+/))
        text = blank(substr(text, 1, RLENGTH), " [0-9]+$", 0) \
            substr(text, RLENGTH + 1)
    return text
}

# Line i of block b with one character changed, or "" if none can be.
function mutant(b, i,    text, mask, at, c, head) {
    text = content(b, i)
    mask = text
    if (B_kind[b] == "console") {
        if (text == "...")
            return ""
        if (text ~ /^[$>] /)
            mask = "  " substr(text, 3)
        else
            mask = masked(text, B_vary[b])
    } else if (text ~ ELIDED) {
        return ""
    }
    head = substr(L[i], 1, length(L[i]) - length(text))
    if (text == "")
        return L[i] "x"
    if (!(at = match(mask, /[A-Za-z]/)) && !(at = match(mask, /[0-9]/)) \
            && !(at = match(mask, /[^ ]/)))
        return ""
    c = substr(text, at, 1)
    if (index(LETTERS, c))
        c = substr(LETTERS, index(LETTERS, c) + 1, 1)
    else
        c = c == "~" ? "!" : "~"
    return head substr(text, 1, at - 1) c substr(text, at + 1)
}

function judge_block(b) {
    differences = 0
    if (B_kind[b] == "console")
        compare(B_chapter[b])
    else
        fragment(b)
    return differences
}

function prove(    b, i, was, proved, left, accepted) {
    silent = 1
    proved = left = accepted = 0
    for (b = 1; b <= blocks; b++) {
        if (B_kind[b] != "console" && B_path[b] == "")
            continue
        if (judge_block(b)) {
            printf "%s:%d: this block is not true\n", NAME, B_from[b]
            accepted++
            continue
        }
        for (i = B_from[b] + 1; i < B_to[b]; i++) {
            was = L[i]
            if ((L[i] = mutant(b, i)) == "") {
                left++
            } else if (judge_block(b)) {
                proved++
            } else {
                accepted++
                printf "%s:%d: nobody sees this change: %s\n", NAME, i, L[i]
            }
            L[i] = was
        }
    }
    printf "%d lines: %d proved, %d left out, %d not proved\n", \
        proved + left + accepted, proved, left, accepted
    differences = accepted
}

# -- filling in

# The user and her number are those of the documents.
function ann(line,    f, n, i, id, at, shown, out) {
    n = split(line, f, " ")
    if (n == 1 && f[1] == user)
        return "ann"
    if (f[1] ~ /^(0x[0-9a-f]+|[0-9]+)$/ && n > 2 \
            || f[1] ~ /^[-dlcbps][-rwxsStT]+$/ && length(f[1]) == 10) {
        for (i = 1; i <= 2; i++) {
            id = i == 1 ? user : group
            shown = id == user ? substr(id, 1, 10) : id
            if (id == "" || id == "ann")
                continue
            while ((at = index(line " ", " " shown " ")) > 0)
                line = substr(line, 1, at) sprintf("%-" length(shown) "s", \
                    "ann") substr(line, at + 1 + length(shown))
        }
    }
    if (n == 16 && f[1] ~ /^-?[0-9]+$/)
        for (i = 8; i <= 11; i++)
            sub(" " (i % 2 ? gid : uid) " ", "  1000 ", line)
    out = ""
    while (match(line, /(^|[^A-Za-z0-9_])c?[ug]id=[0-9]+/)) {
        id = substr(line, RSTART, RLENGTH)
        at = index(id, "=")
        if (substr(id, at + 1) == (id ~ /gid/ ? gid : uid))
            id = substr(id, 1, at) "1000"
        out = out substr(line, 1, RSTART - 1) id
        line = substr(line, RSTART + RLENGTH)
    }
    line = out line
    sub(/ +$/, "", line)
    return line
}

function warn(n, what) {
    printf "%s:%d: %s\n", NAME, n, what | "cat >&2"
}

function fill(    c, m, j, i, after, pad) {
    silent = 1
    for (c = 0; c <= chapters; c++) {
        quoted(c)
        seen(c)
        for (m = 1; m <= qc && m <= ac; m++) {
            if (Q_quoted[m] > 0)
                continue
            after = q_last[Q_at[m]]
            pad = sprintf("%" B_indent[q_block[Q_at[m]]] "s", "")
            for (j = A_at[m] + 1; j < A_at[m + 1]; j++) {
                more[after] = more[after] pad ann(a_text[j]) "\n"
                if (a_text[j] ~ /^([$>]( |$)|[.][.][.]$|```)/)
                    warn(after, "the output has a line that is none in " \
                        "a quote: " a_text[j])
            }
        }
        if (T_end[c] != "")
            warn(q_line[Q_at[ac]], T_end[c])
    }
    for (i = 1; i <= N; i++)
        printf "%s\n%s", L[i], more[i]
}

# -- what to run

# For each chapter c with a session: c.need has a line for each command, how
# many lines it has to bring (-1: as many as it likes); its commands are c-1,
# c-2 ...
function plan(filling,    c, m, out) {
    silent = 1
    for (c = 0; c <= chapters; c++) {
        if (quoted(c) == 0)
            continue
        print c
        out = TEMP "/" c ".need"
        for (m = 1; m <= qc; m++) {
            print filling && !Q_quoted[m] ? -1 : Q_need[m] > out
            print q_text[Q_at[m]] > (TEMP "/" c "-" m)
            close(TEMP "/" c "-" m)
        }
        close(out)
    }
}

BEGIN {
    bound = 0 # a copy of what was never set is text to busybox awk
    MODE = ENVIRON["QUOTES_MODE"]
    NAME = FILE = ENVIRON["QUOTES_FILE"]
    TOP = ENVIRON["QUOTES_TOP"]
    TEMP = ENVIRON["QUOTES_TEMP"]
    DIR = ENVIRON["QUOTES_DIR"]
    FOLDER = FILE ~ /\// ? FILE : "."
    sub(/\/[^\/]*$/, "", FOLDER)
    if (FOLDER == "")
        FOLDER = "/"
    TUTORIAL = FOLDER "/TUTORIAL.md"
    if (NAME ~ /(^|\/)TUTORIAL\.md$/)
        TUTORIAL = FILE
    else if ((getline one < TUTORIAL) < 0)
        TUTORIAL = TOP "/TUTORIAL.md"
    else
        close(TUTORIAL)
    LETTERS = "abcdefghijklmnopqrstuvwxyzaABCDEFGHIJKLMNOPQRSTUVWXYZA" \
        "01234567890"
    ELIDED = "^[ \t]*[.][.][.]$"
    SECTION = "([Ss]ections?|TUTORIAL([.]md)?)[ \n][0-9]+[.][0-9]+"
    PATHS = "(^|[^A-Za-z0-9_./-])(./)?(labs|solutions|scripts|tests)" \
        "/[][A-Za-z0-9_./*?-]*"
    SCRIPTS = "(^|[^A-Za-z0-9_./-])(./)?scripts/[A-Za-z0-9_-]*[.]sh"
    DATE = "([A-Z][a-z][a-z] )?([A-Z][a-z][a-z] [0-9]?[0-9] )?"
    TOKEN = "\001[^\002]*\002|0x[0-9a-fA-F]+|SYSV[0-9a-f]+|/proc/[0-9]+" \
        "|([Pp]id|PID|pid|process)[ =:]+[0-9]+|kill: \\([0-9]+" \
        "|" DATE "[0-9][0-9]:[0-9][0-9]:[0-9][0-9]( 20[0-9][0-9])?" \
        "|[0-9]+[.][0-9]+ ?s|[0-9]+m[0-9]+[.][0-9]+s" \
        "|[0-9]+[.][0-9]+ ?(ms|us|seconds)"
    N = slurp(FILE, L)
    parse()
    differences = 0
    if (MODE == "list") {
        for (b = 1; b <= blocks; b++)
            printf "%d\t%s\t%s\n", B_from[b], B_info[b], \
                C_title[B_chapter[b]]
    } else if (MODE == "plan" || MODE == "plan to fill") {
        plan(MODE != "plan")
    } else if (MODE == "static") {
        static()
    } else {
        transcript()
        if (MODE == "fill")
            fill()
        else if (MODE == "prove")
            prove()
        else
            for (c = 0; c <= chapters; c++)
                compare(c)
    }
    exit differences > 0 && MODE ~ /^(static|compare|prove)$/
}
