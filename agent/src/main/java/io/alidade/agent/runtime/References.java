package io.alidade.agent.runtime;

import java.util.Map;

/// `$(NAME)` in commands and variables of a pod. `$$` is a dollar sign, and what names no variable stays as it is.
final class References {
    private References() {}

    static String expand(String text, Map<String, String> environment) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char letter = text.charAt(at);
            char next = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
            int end = letter == '$' && next == '(' ? text.indexOf(')', at) : -1;
            if (letter == '$' && next == '$') {
                out.append('$');
                at += 2;
            } else if (end > 0) {
                String value = environment.get(text.substring(at + 2, end));
                out.append(value == null ? text.substring(at, end + 1) : value);
                at = end + 1;
            } else {
                out.append(letter);
                at++;
            }
        }
        return out.toString();
    }
}
