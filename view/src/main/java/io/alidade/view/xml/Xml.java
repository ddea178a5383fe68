package io.alidade.view.xml;

import java.util.Locale;

/// Text as XML and HTML have it.
public final class Xml {
    private Xml() {}

    /// Cleaned and escaped, for text and for attributes in double quotes.
    public static String text(String text) {
        StringBuilder escaped = new StringBuilder();
        Names.clean(text).chars().forEach(symbol -> {
            switch (symbol) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append((char) symbol);
            }
        });
        return escaped.toString();
    }

    /// A length with at most two decimals.
    public static String number(double value) {
        String text = String.format(Locale.ROOT, "%.2f", value);
        return text.replaceFirst("\\.?0+$", "");
    }
}
