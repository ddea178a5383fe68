package io.alidade.linux.capture;

import io.alidade.linux.tree.TreeRecording;
import io.alidade.linux.tree.TreeRecording.Entry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Writes a tar in which nothing but names and contents differs: all entries are of user and group 0 and of the start of
/// 1970. Names that ustar has no room for go into an extended header of POSIX.
final class TarWriter {
    private static final int BLOCK = 512;
    private static final int MAX_NAME_BYTES = 100;

    private final OutputStream out;

    TarWriter(OutputStream out) {
        this.out = out;
    }

    /// Adds an entry at `path`, which does not begin with `/`. Its parents come before it.
    void entry(String path, Entry entry) throws IOException {
        switch (entry) {
            case Entry.Directory directory ->
                entry(path + "/", "", '5', directory.isReadable() ? 0755 : 0, new byte[0]);
            case Entry.File file -> entry(path, "", '0', file.isReadable() ? 0644 : 0, TreeRecording.bytes(file));
            case Entry.Link link -> entry(path, link.target(), '2', 0777, new byte[0]);
        }
    }

    /// Ends the tar; the stream stays open.
    void end() throws IOException {
        out.write(new byte[2 * BLOCK]);
    }

    private void entry(String name, String target, char type, int mode, byte[] content) throws IOException {
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        byte[] targetBytes = target.getBytes(StandardCharsets.UTF_8);
        StringBuilder records = new StringBuilder();
        if (nameBytes.length > MAX_NAME_BYTES) {
            records.append(extended("path", name));
        }
        if (targetBytes.length > MAX_NAME_BYTES) {
            records.append(extended("linkpath", target));
        }
        if (!records.isEmpty()) {
            byte[] extension = records.toString().getBytes(StandardCharsets.UTF_8);
            block("extended".getBytes(StandardCharsets.UTF_8), new byte[0], 'x', 0644, extension);
        }
        block(nameBytes, targetBytes, type, mode, content);
    }

    /// A record `LENGTH KEY=VALUE\n`, whose length counts its own digits.
    private static String extended(String key, String value) {
        int rest = 1 + key.length() + 1 + value.getBytes(StandardCharsets.UTF_8).length + 1;
        int length = rest + 1;
        while (length != rest + Integer.toString(length).length()) {
            length = rest + Integer.toString(length).length();
        }
        return length + " " + key + "=" + value + "\n";
    }

    private void block(byte[] name, byte[] target, char type, int mode, byte[] content) throws IOException {
        byte[] header = new byte[BLOCK];
        System.arraycopy(name, 0, header, 0, Math.min(name.length, MAX_NAME_BYTES));
        octal(header, 100, 8, mode);
        octal(header, 108, 8, 0);
        octal(header, 116, 8, 0);
        octal(header, 124, 12, content.length);
        octal(header, 136, 12, 0);
        text(header, 148, " ".repeat(8));
        header[156] = (byte) type;
        System.arraycopy(target, 0, header, 157, Math.min(target.length, MAX_NAME_BYTES));
        text(header, 257, "ustar\00000");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        text(header, 148, String.format(Locale.ROOT, "%06o\0 ", sum));
        out.write(header);
        out.write(content);
        out.write(new byte[Math.floorMod(-content.length, BLOCK)]);
    }

    private static void octal(byte[] header, int offset, int length, long value) {
        text(header, offset, String.format(Locale.ROOT, "%0" + (length - 1) + "o", value));
    }

    private static void text(byte[] header, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }
}
