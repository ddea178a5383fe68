package io.alidade.cli;

import io.alidade.agent.settings.ListenConfiguration;
import java.nio.file.Path;
import java.util.Optional;

/// `--listen` and who may ask there.
final class ListenOptions implements OptionGroup {
    Optional<String> place = Optional.empty();

    Optional<Path> token = Optional.empty();

    Optional<Path> certificate = Optional.empty();

    Optional<Path> key = Optional.empty();

    Optional<Path> clientCa = Optional.empty();

    @Override
    public void addTo(Options options) {
        options.value(String.class, value -> place = value, "PLACE",
                "Where browsers see the page of this node (docs/page.md), and monitors ask for /healthz, /readyz, /configz"
                        + " and /metrics: 127.0.0.1:PORT, unix:PATH, or another address with the options below.",
                "--listen");
        options.value(Path.class, value -> token = value, "FILE",
                "The token of those who may ask there; elsewhere than on this machine alone with a certificate.",
                "--listen-token");
        options.value(Path.class, value -> certificate = value, "FILE",
                "The certificate with which the agent answers there, in PEM.", "--listen-certificate");
        options.value(Path.class, value -> key = value, "FILE", "Its key, PKCS #8 in PEM.", "--listen-key");
        options.value(Path.class, value -> clientCa = value, "FILE",
                "The certificates that sign those of whoever may ask there, in PEM.", "--listen-client-ca");
    }

    ListenConfiguration said() {
        return new ListenConfiguration(place, token, certificate, key, clientCa);
    }
}
