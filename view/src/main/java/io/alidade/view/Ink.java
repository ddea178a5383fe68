package io.alidade.view;

/// What a piece of text means, and so its colour.
enum Ink {
    NORMAL("0"), STRONG("1"), FAINT("2"), GOOD("32"), BAD("31"), WARNING("33");

    private final String code;

    Ink(String code) {
        this.code = code;
    }

    /// The parameter of the terminal's "select graphic rendition".
    String code() {
        return code;
    }
}
