package io.alidade.agent.settings;

import io.alidade.agent.settings.Listen.Access;
import io.alidade.agent.settings.Listen.TlsFiles;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.Fields;
import java.nio.file.Path;
import java.util.Optional;

/// Where the agent is asked by monitors and browsers, and who may ask: what is absent is not set.
///
/// @param place       as [Listen#of] reads it
/// @param token       a file with the token of those who may ask
/// @param certificate a file with the certificate with which the agent answers
/// @param key         a file with its key
/// @param clientCa    a file with the certificates that sign those of those who may ask
public record ListenConfiguration(Optional<String> place, Optional<Path> token, Optional<Path> certificate,
        Optional<Path> key, Optional<Path> clientCa) {
    /// Nothing is set.
    public static final ListenConfiguration NONE = new ListenConfiguration(Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty(), Optional.empty());

    static ListenConfiguration read(Fields fields) {
        return new ListenConfiguration(fields.string("listen"), path(fields, "listenToken"),
                path(fields, "listenCertificate"), path(fields, "listenKey"), path(fields, "listenClientCa"));
    }

    private static Optional<Path> path(Fields fields, String key) {
        return fields.string(key).filter(text -> !text.isEmpty()).map(Path::of);
    }

    /// These settings, and those of `other` where there is none.
    ListenConfiguration or(ListenConfiguration other) {
        return new ListenConfiguration(place.or(other::place), token.or(other::token),
                certificate.or(other::certificate), key.or(other::key), clientCa.or(other::clientCa));
    }

    /// Where the agent is asked, if anywhere.
    ///
    /// @throws BadInput if that is no place, or what is said of who may ask has no meaning there or is not enough
    Optional<Listen> settings() {
        if (certificate.isPresent() != key.isPresent()) {
            throw new BadInput("of the certificate for --listen and its key only one is given.",
                    "Give both: --listen-certificate FILE --listen-key FILE.");
        }
        if (clientCa.isPresent() && certificate.isEmpty()) {
            throw new BadInput("certificates of those who ask are to count, and the agent itself has none.",
                    "Give --listen-certificate and --listen-key, or leave out --listen-client-ca.");
        }
        Access access = new Access(token, certificate.flatMap(own -> key.map(of -> new TlsFiles(own, of, clientCa))));
        if (place.isEmpty() && !access.equals(Access.EVERYBODY)) {
            throw new BadInput("it is said who may ask the agent, and not where.", "Name a place with --listen.");
        }
        return place.map(text -> Listen.of(text, access));
    }
}
