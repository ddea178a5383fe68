package io.alidade.view.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/// A file that the page needs beside itself. Its address holds a digest of what is in it, so that it may be kept for ever.
public enum PageFile {
    /// The style sheet.
    STYLE("node.css", "text/css; charset=utf-8"),
    /// The script; the page does without it.
    SCRIPT("node.js", "text/javascript; charset=utf-8"),
    /// The picture in a browser's tab.
    ICON("icon.svg", "image/svg+xml");

    private static final int DIGITS = 16;

    private final String name;
    private final String contentType;
    private final String text;
    private final String address;

    PageFile(String name, String contentType) {
        this.name = name;
        this.contentType = contentType;
        this.text = read(name);
        this.address = digest(text) + "-" + name;
    }

    private static String read(String name) {
        try (InputStream in = PageFile.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not beside the classes that need it.");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)))
                    .substring(0, DIGITS);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// The file at an address below `/page/`.
    public static Optional<PageFile> at(String address) {
        return Arrays.stream(values()).filter(file -> file.address.equals(address)).findFirst();
    }

    /// Where it is, on the server of the page.
    public String path() {
        return "/page/" + address;
    }

    public String contentType() {
        return contentType;
    }

    /// What is in it, as text.
    public String text() {
        return text;
    }

    /// What is in it, as bytes.
    public byte[] content() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// Its name for people.
    @Override
    public String toString() {
        return name;
    }
}
