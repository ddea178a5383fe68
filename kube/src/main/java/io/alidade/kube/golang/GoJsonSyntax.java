package io.alidade.kube.golang;

import java.util.BitSet;
import java.util.Optional;

/// Says whether bytes are JSON, and if not why, in the words of Go's `encoding/json`, which the kubelet repeats when it
/// refuses a checkpoint. Nesting is bounded as there and costs a bit a level, no recursion.
public final class GoJsonSyntax {
    static final String END = "unexpected end of JSON input";
    private static final int MAX_DEPTH = 10_000;

    private enum Expected { VALUE, VALUE_OR_END, KEY, KEY_OR_END, COLON, AFTER_MEMBER, AFTER_ITEM, NOTHING }

    private final byte[] json;
    private final BitSet objects = new BitSet(); // by depth: an object, or else an array
    private int depth;
    private int at;
    private Expected expected = Expected.VALUE;
    private String problem = "";

    private GoJsonSyntax(byte[] json) {
        this.json = json;
    }

    /// What is wrong; nothing if `json` is one JSON value.
    static Optional<String> problem(byte[] json) {
        GoJsonSyntax syntax = new GoJsonSyntax(json);
        while (syntax.problem.isEmpty()) {
            while (syntax.at < json.length && isSpace(json[syntax.at])) {
                syntax.at++;
            }
            if (syntax.at == json.length) {
                return syntax.expected == Expected.NOTHING ? Optional.empty() : Optional.of(END);
            }
            syntax.step(json[syntax.at]);
        }
        return Optional.of(syntax.problem);
    }

    static boolean isSpace(byte c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private void step(byte c) {
        switch (expected) {
            case VALUE -> value(c);
            case VALUE_OR_END -> {
                if (c == ']') {
                    close();
                } else {
                    value(c);
                }
            }
            case KEY -> key(c);
            case KEY_OR_END -> {
                if (c == '}') {
                    close();
                } else {
                    key(c);
                }
            }
            case COLON -> punctuation(c, ':', Expected.VALUE, "after object key");
            case AFTER_MEMBER -> {
                if (c == '}') {
                    close();
                } else {
                    punctuation(c, ',', Expected.KEY, "after object key:value pair");
                }
            }
            case AFTER_ITEM -> {
                if (c == ']') {
                    close();
                } else {
                    punctuation(c, ',', Expected.VALUE, "after array element");
                }
            }
            case NOTHING -> fail("after top-level value");
        }
    }

    private void value(byte c) {
        switch (c) {
            case '{' -> open(true, Expected.KEY_OR_END);
            case '[' -> open(false, Expected.VALUE_OR_END);
            case '"' -> text();
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> {
                if (c == '-' || isDigit(c)) {
                    number();
                } else {
                    fail("looking for beginning of value");
                }
            }
        }
    }

    private void key(byte c) {
        if (c != '"') {
            fail("looking for beginning of object key string");
            return;
        }
        text();
        expected = Expected.COLON;
    }

    private void punctuation(byte c, char wanted, Expected next, String otherwise) {
        if (c == wanted) {
            at++;
            expected = next;
        } else {
            fail(otherwise);
        }
    }

    private void open(boolean object, Expected next) {
        if (depth == MAX_DEPTH) {
            fail("exceeded max depth");
            return;
        }
        objects.set(depth++, object);
        at++;
        expected = next;
    }

    private void close() {
        depth--;
        at++;
        valueEnded();
    }

    private void valueEnded() {
        if (depth == 0) {
            expected = Expected.NOTHING;
        } else {
            expected = objects.get(depth - 1) ? Expected.AFTER_MEMBER : Expected.AFTER_ITEM;
        }
    }

    private void text() {
        at++;
        while (problem.isEmpty()) {
            if (at == json.length) {
                problem = END;
            } else if (json[at] == '"') {
                at++;
                valueEnded();
                return;
            } else if (json[at] == '\\') {
                at++;
                escape();
            } else if (json[at] >= 0 && json[at] < ' ') {
                fail("in string literal");
            } else {
                at++;
            }
        }
    }

    private void escape() {
        if (peek() == 'u') {
            at++;
            for (int i = 0; i < 4; i++, at++) {
                if (Character.digit(peek(), 16) < 0) {
                    fail("in \\u hexadecimal character escape");
                    return;
                }
            }
        } else if ("bfnrt\\/\"".indexOf(peek()) >= 0) {
            at++;
        } else {
            fail("in string escape code");
        }
    }

    private void literal(String word) {
        for (int i = 1; i < word.length(); i++) {
            at++;
            if (peek() != word.charAt(i)) {
                fail("in literal " + word + " (expecting '" + word.charAt(i) + "')");
                return;
            }
        }
        at++;
        valueEnded();
    }

    private void number() {
        if (peek() == '-') {
            at++;
        }
        if (peek() == '0') {
            at++;
        } else if (!digits("in numeric literal")) {
            return;
        }
        if (peek() == '.') {
            at++;
            if (!digits("after decimal point in numeric literal")) {
                return;
            }
        }
        if (peek() == 'e' || peek() == 'E') {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            if (!digits("in exponent of numeric literal")) {
                return;
            }
        }
        valueEnded();
    }

    private boolean digits(String otherwise) {
        if (!isDigit(peek())) {
            fail(otherwise);
            return false;
        }
        while (isDigit(peek())) {
            at++;
        }
        return true;
    }

    private static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }

    // Go's scanner sees a blank after the last byte, also inside a word or a number.
    private byte peek() {
        return at < json.length ? json[at] : (byte) ' ';
    }

    private void fail(String context) {
        problem = "invalid character " + GoStrings.quoteByte(peek()) + " " + context;
    }
}
