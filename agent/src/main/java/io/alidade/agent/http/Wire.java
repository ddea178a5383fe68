package io.alidade.agent.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

/// The two directions of a connection, in the clear or through TLS.
///
/// @param certificate whose certificate the other end has; absent without one
record Wire(InputStream in, OutputStream out, Optional<String> certificate) {
    static Wire plain(SocketChannel channel) {
        return new Wire(new BufferedInputStream(Channels.newInputStream(channel)), Channels.newOutputStream(channel),
                Optional.empty());
    }

    /// Greets the other end first.
    ///
    /// @param contexts the context of this connection
    /// @throws IOException if it speaks no TLS, or has a certificate that is not taken
    static Wire secret(SocketChannel channel, Supplier<SSLContext> contexts, boolean takesCertificates)
            throws IOException {
        // Closing the channel closes all of it.
        if (!(contexts.get().getSocketFactory().createSocket(channel.socket(), InputStream.nullInputStream(),
                true) instanceof SSLSocket socket)) {
            throw new IOException("there is no TLS");
        }
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        // Probes have none, and browsers may have a token instead.
        parameters.setWantClientAuth(takesCertificates);
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return new Wire(new BufferedInputStream(socket.getInputStream()), socket.getOutputStream(), subject(socket));
    }

    private static Optional<String> subject(SSLSocket socket) {
        try {
            return Optional.of(socket.getSession().getPeerPrincipal().getName());
        } catch (SSLPeerUnverifiedException _) {
            return Optional.empty();
        }
    }
}
