package io.alidade.agent.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// A request or an answer as it stands on the wire: its first line, its headers, its body.
///
/// @param headers by name in small letters
record HttpMessage(String start, Map<String, String> headers, byte[] body) {
    private static final int MAX_HEAD_BYTES = 16 << 10;

    HttpMessage {
        headers = Map.copyOf(headers);
    }

    /// A message that is larger than allowed.
    static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;

        TooLarge(int maxBytes) {
            super("the body has more than " + maxBytes + " bytes");
        }
    }

    /// Reads one.
    ///
    /// @param toEnd whether a body without a length goes to the end of the stream
    /// @throws IOException if it is none, or the connection breaks
    static HttpMessage read(InputStream in, int maxBodyBytes, boolean toEnd) throws IOException {
        String[] lines = head(in).split("\r\n", -1);
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                headers.put(lines[i].substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        lines[i].substring(colon + 1).strip());
            }
        }
        return new HttpMessage(lines[0], headers, body(in, headers, maxBodyBytes, toEnd));
    }

    private static String head(InputStream in) throws IOException {
        byte[] head = new byte[MAX_HEAD_BYTES];
        int length = 0;
        while (length < 4 || head[length - 4] != '\r' || head[length - 3] != '\n' || head[length - 2] != '\r'
                || head[length - 1] != '\n') {
            int next = in.read();
            if (next < 0 || length == MAX_HEAD_BYTES) {
                throw new IOException(next < 0 ? "the connection ended" : "the head is too long");
            }
            head[length++] = (byte) next;
        }
        return new String(head, 0, length - 4, StandardCharsets.ISO_8859_1);
    }

    private static byte[] body(InputStream in, Map<String, String> headers, int maxBodyBytes, boolean toEnd)
            throws IOException {
        String length = headers.getOrDefault("content-length", "");
        if (length.isEmpty()) {
            if (!toEnd) {
                return new byte[0];
            }
            byte[] body = in.readNBytes(maxBodyBytes + 1);
            if (body.length > maxBodyBytes) {
                throw new TooLarge(maxBodyBytes);
            }
            return body;
        }
        if (!length.matches("[0-9]{1,18}")) {
            throw new IOException("the length of the body is '" + length + "'");
        }
        if (Long.parseLong(length) > maxBodyBytes) {
            throw new TooLarge(maxBodyBytes);
        }
        byte[] body = in.readNBytes(Integer.parseInt(length));
        if (body.length < Integer.parseInt(length)) {
            throw new IOException("the connection ended");
        }
        return body;
    }
}
