package io.alidade.agent.access;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DurableFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/// The certificate with which the agent answers, its key, and whose certificates it takes. Files that are renewed hold from the next
/// connection on; of ones that cannot be used the last good ones do.
public final class Identity implements Supplier<SSLContext> {
    private static final Pattern KEY = Pattern
            .compile("-----BEGIN (\\w* ?PRIVATE KEY)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
    private static final int MAX_BYTES = 1 << 20;
    private static final char[] NO_PASSWORD = {};

    private final Path certificate;
    private final Path key;
    private final Optional<Path> clientCa;
    private List<byte[]> read;
    private SSLContext context;

    /// @param certificate its own, and those that sign it, in PEM
    /// @param key         PKCS #8, in PEM
    /// @param clientCa    certificates that sign those of whoever asks, in PEM
    /// @throws BadInput if one cannot be used
    public Identity(Path certificate, Path key, Optional<Path> clientCa) {
        this.certificate = certificate;
        this.key = key;
        this.clientCa = clientCa;
        try {
            this.read = files();
            this.context = context(read);
        } catch (IOException | GeneralSecurityException failure) {
            throw new BadInput("the certificate for --listen cannot be used: " + reason(failure) + ".",
                    "Check --listen-certificate, --listen-key and --listen-client-ca: PEM files that belong together.");
        }
    }

    private static String reason(Exception failure) {
        return failure instanceof IOException unread ? DurableFiles.reason(unread)
                : String.valueOf(failure.getMessage());
    }

    @Override
    public synchronized SSLContext get() {
        try {
            List<byte[]> now = files();
            if (!isSame(now, read)) {
                context = context(now);
                read = now;
            }
        } catch (IOException | GeneralSecurityException _) {
            // Half written, perhaps: the last good one holds.
        }
        return context;
    }

    private static boolean isSame(List<byte[]> one, List<byte[]> other) {
        for (int i = 0; i < one.size(); i++) {
            if (!Arrays.equals(one.get(i), other.get(i))) {
                return false;
            }
        }
        return true;
    }

    private List<byte[]> files() throws IOException {
        List<byte[]> all = new ArrayList<>(List.of(bytes(certificate), bytes(key)));
        if (clientCa.isPresent()) {
            all.add(bytes(clientCa.get()));
        }
        return all;
    }

    private static byte[] bytes(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(file + " has more than " + MAX_BYTES + " bytes");
        }
        return Files.readAllBytes(file);
    }

    private SSLContext context(List<byte[]> files) throws IOException, GeneralSecurityException {
        KeyStore own = store();
        Certificate[] chain = certificates(certificate, files.getFirst());
        PrivateKey secret = key(files.get(1), chain[0].getPublicKey().getAlgorithm());
        check(secret, chain[0]);
        own.setKeyEntry("own", secret, NO_PASSWORD, chain);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, NO_PASSWORD);
        SSLContext made = SSLContext.getInstance("TLS");
        // Without a CA nobody's certificate is taken.
        made.init(keys.getKeyManagers(), trust(files), null);
        return made;
    }

    private TrustManager[] trust(List<byte[]> files) throws IOException, GeneralSecurityException {
        if (clientCa.isEmpty()) {
            return new TrustManager[0];
        }
        KeyStore trusted = store();
        for (Certificate ca : certificates(clientCa.get(), files.getLast())) {
            trusted.setCertificateEntry("ca-" + trusted.size(), ca);
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        return managers.getTrustManagers();
    }

    private static KeyStore store() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }

    private static Certificate[] certificates(Path file, byte[] pem) throws CertificateException {
        Certificate[] all = CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem))
                .toArray(new Certificate[0]);
        if (all.length == 0) {
            throw new CertificateException(file + " holds no certificate");
        }
        return all;
    }

    private PrivateKey key(byte[] pem, String algorithm) throws GeneralSecurityException {
        Matcher matcher = KEY.matcher(new String(pem, StandardCharsets.ISO_8859_1));
        if (!matcher.find()) {
            throw new GeneralSecurityException(key + " holds no private key in PEM");
        }
        if (!matcher.group(1).equals("PRIVATE KEY")) {
            throw new GeneralSecurityException(key + " holds a " + matcher.group(1)
                    + ", which is not PKCS #8 (openssl pkcs8 -topk8 -nocrypt makes it that)");
        }
        return KeyFactory.getInstance(algorithm)
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(matcher.group(2).strip())));
    }

    /// What the key signs is what the certificate proves, or they do not belong together.
    private void check(PrivateKey secret, Certificate own) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(switch (secret.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> secret.getAlgorithm();
        });
        byte[] text = certificate.toString().getBytes(StandardCharsets.UTF_8);
        signature.initSign(secret);
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(own.getPublicKey());
        signature.update(text);
        if (!signature.verify(signed)) {
            throw new GeneralSecurityException(key + " is the key of another certificate");
        }
    }

    /// Whether certificates of whoever asks are asked for.
    public boolean takesCertificates() {
        return clientCa.isPresent();
    }
}
