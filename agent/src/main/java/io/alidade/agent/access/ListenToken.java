package io.alidade.agent.access;

import io.alidade.agent.http.HttpRequest;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A secret in a file, which is read anew for each request, so that another one holds at once.
///
/// Programs send it as `Authorization: Bearer`. A browser gets a cookie when the secret was typed in once: made of it, so that the secret
/// itself is kept nowhere, and worth nothing when there is another one. How long a comparison takes says nothing of where two differ.
public final class ListenToken {
    static final int SHORTEST = 16;

    private static final String BEARER = "bearer ";
    private static final String MAC = "HmacSHA256";
    private static final byte[] PURPOSE = "alidade page".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_FILE = 4_096;

    private final Path file;
    private final String cookie;
    private final String attributes;

    /// @param isSecret whether nobody can read what is sent
    /// @throws BadInput if the file cannot be read, or what it holds can be guessed
    public ListenToken(Path file, boolean isSecret) {
        this.file = file;
        // A browser takes a name that begins so only from the host itself, for all of it, over TLS.
        this.cookie = isSecret ? "__Host-alidade" : "alidade";
        this.attributes = "; Path=/; HttpOnly; SameSite=Strict" + (isSecret ? "; Secure" : "");
        try {
            if (read().length() < SHORTEST) {
                throw new BadInput(file + " holds a token of fewer than " + SHORTEST + " characters.",
                        "Write a longer one: openssl rand -hex 32 > " + file);
            }
        } catch (IOException failure) {
            throw new BadInput(file + " cannot be read: " + DurableFiles.reason(failure) + ".",
                    "Name a file that holds a token with --listen-token.");
        }
    }

    private String read() throws IOException {
        if (Files.size(file) > LONGEST_FILE) {
            throw new IOException("it has more than " + LONGEST_FILE + " bytes");
        }
        return Files.readString(file).strip();
    }

    /// The secret that holds now; absent if there is none that could.
    private Optional<String> now() {
        try {
            return Optional.of(read()).filter(text -> text.length() >= SHORTEST);
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// Whether a request brings it, or the cookie.
    boolean isBroughtBy(HttpRequest request) {
        Optional<String> secret = now();
        if (secret.isEmpty()) {
            return false;
        }
        String authorization = request.header("authorization");
        if (authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return isSame(authorization.substring(BEARER.length()).strip(), secret.get());
        }
        String value = value(secret.get());
        return Arrays.stream(request.header("cookie").split(";", -1)).map(String::strip)
                .filter(part -> part.startsWith(cookie + "="))
                .anyMatch(part -> isSame(part.substring(cookie.length() + 1), value));
    }

    /// The header that makes a browser keep the cookie, if this is the secret.
    Optional<String> cookieFor(String typed) {
        return now().filter(secret -> isSame(typed.strip(), secret))
                .map(secret -> cookie + "=" + value(secret) + attributes);
    }

    private static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(mac(one), mac(other));
    }

    private static String value(String secret) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(mac(secret));
    }

    /// Of equal length whatever is put in.
    private static byte[] mac(String secret) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec((secret + "\n").getBytes(StandardCharsets.UTF_8), MAC));
            return mac.doFinal(PURPOSE);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
