package io.alidade.wire.socket;

import io.grpc.Attributes;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalProtocolNegotiationEvent;
import io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.InternalProtocolNegotiators;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.util.AsciiString;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.jspecify.annotations.Nullable;

/// Notes who is at the other end of each new connection, and answers calls of those who may not make them with
/// `PERMISSION_DENIED` and the reason.
///
/// gRPC tells a service the address of its peer, which a client's Unix socket does not have. So the credentials become an
/// attribute of the connection where it begins, in what gRPC calls the negotiation of its protocol.
///
/// @param check decides for each call
record PeerCredentials(PeerCheck check) implements InternalProtocolNegotiator.ProtocolNegotiator, ServerInterceptor {
    private static final Attributes.Key<UnixDomainPrincipal> PEER = Attributes.Key.create("peer-credentials");
    private static final ChannelOption<UnixDomainPrincipal> CREDENTIALS = NioChannelOption
            .of(ExtendedSocketOptions.SO_PEERCRED);

    @Override
    public AsciiString scheme() {
        return AsciiString.of("http");
    }

    @Override
    public ChannelHandler newHandler(GrpcHttp2ConnectionHandler connection) {
        return InternalProtocolNegotiators.waitUntilActiveHandler(
                new Naming(InternalProtocolNegotiators.grpcNegotiationHandler(connection), connection),
                connection.getNegotiationLogger());
    }

    @Override
    public void close() {
        // Nothing is held.
    }

    private static final class Naming extends InternalProtocolNegotiators.ProtocolNegotiationHandler {
        Naming(ChannelHandler next, GrpcHttp2ConnectionHandler connection) {
            super(next, connection.getNegotiationLogger());
        }

        @Override
        protected void protocolNegotiationEventTriggered(ChannelHandlerContext context) {
            UnixDomainPrincipal peer = context.channel().config().getOption(CREDENTIALS);
            var event = getProtocolNegotiationEvent();
            replaceProtocolNegotiationEvent(InternalProtocolNegotiationEvent.withAttributes(event,
                    InternalProtocolNegotiationEvent.getAttributes(event).toBuilder().set(PEER, peer).build()));
            fireProtocolNegotiationEvent(context);
        }
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers,
            ServerCallHandler<Q, A> next) {
        Optional<String> refusal = refusal(call.getAttributes().get(PEER));
        if (refusal.isEmpty()) {
            return next.startCall(call, headers);
        }
        call.close(Status.PERMISSION_DENIED.withDescription(refusal.get()), new Metadata());
        return new ServerCall.Listener<>() {};
    }

    private Optional<String> refusal(@Nullable UnixDomainPrincipal peer) {
        return peer == null ? Optional.of("the kernel does not say who asks") : check.refusal(peer);
    }
}
