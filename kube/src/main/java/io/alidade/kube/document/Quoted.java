package io.alidade.kube.document;

/// Values of outside input in messages: control characters escaped, cut after 80 characters.
public final class Quoted {
    private static final int LONGEST = 80;

    private Quoted() {}

    /// The text in quotes.
    public static String of(String text) {
        StringBuilder quoted = new StringBuilder();
        JsonText.quote(text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text, quoted);
        return quoted.toString();
    }

    /// The text without quotes.
    public static String cut(String text) {
        String quoted = of(text);
        return quoted.substring(1, quoted.length() - 1);
    }
}
