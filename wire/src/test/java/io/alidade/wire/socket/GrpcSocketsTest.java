package io.alidade.wire.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.wire.deviceplugin.Empty;
import io.alidade.wire.deviceplugin.RegisterRequest;
import io.alidade.wire.deviceplugin.RegistrationGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Real sockets, in folders with short names: a path may have 107 bytes.
class GrpcSocketsTest {
    private static final int MAX_BYTES = 10_000;

    private final GrpcSockets sockets = new GrpcSockets(MAX_BYTES);
    private final AtomicBoolean isRefusing = new AtomicBoolean();
    private Path socket = Path.of("");

    /// Answers to resource names that are not empty.
    private static final class Registrations extends RegistrationGrpc.RegistrationImplBase {
        @Override
        public void register(RegisterRequest request, StreamObserver<Empty> answers) {
            if (request.getResourceName().isEmpty()) {
                answers.onError(Status.UNKNOWN.withDescription("the resource has no name").asException());
                return;
            }
            answers.onNext(Empty.getDefaultInstance());
            answers.onCompleted();
        }
    }

    @BeforeEach
    void folder() throws IOException {
        socket = Files.createTempDirectory(Path.of("/tmp"), "al").resolve("s");
    }

    @AfterEach
    void close() throws IOException {
        sockets.close();
        Files.deleteIfExists(socket);
        Files.delete(socket.getParent());
    }

    @Test
    void call_overTheSocket_isAnswered() throws Exception {
        Server server = sockets.serve(socket, List.of(new Registrations()));
        ManagedChannel channel = sockets.channel(socket);
        try {
            var stub = RegistrationGrpc.newBlockingStub(channel);
            assertThat(stub.register(RegisterRequest.newBuilder().setResourceName("a/b").build()))
                    .isEqualTo(Empty.getDefaultInstance());
            assertThatThrownBy(() -> stub.register(RegisterRequest.getDefaultInstance()))
                    .isInstanceOf(StatusRuntimeException.class).hasMessage("UNKNOWN: the resource has no name");
        } finally {
            channel.shutdownNow();
            server.shutdownNow().awaitTermination();
        }
    }

    @Test
    void socket_ofAServer_isForOwnerAndGroupOnly() throws Exception {
        Server server = sockets.serve(socket, List.of(new Registrations()));
        try {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket))).isEqualTo("rw-rw----");
        } finally {
            server.shutdownNow().awaitTermination();
        }
    }

    @Test
    void call_ofSomebodyWhoMayNot_isRefusedWithTheReasonAndTheirName() throws Exception {
        String self = Files.getOwner(socket.getParent()).getName();
        Server server = sockets.serve(socket, List.of(new Registrations()),
                peer -> Optional.of(peer.user().getName() + " may not ask").filter(_ -> isRefusing.get()));
        ManagedChannel channel = sockets.channel(socket);
        try {
            var stub = RegistrationGrpc.newBlockingStub(channel);
            RegisterRequest request = RegisterRequest.newBuilder().setResourceName("a/b").build();
            assertThat(stub.register(request)).isEqualTo(Empty.getDefaultInstance());
            isRefusing.set(true);
            assertThatThrownBy(() -> stub.register(request)).isInstanceOf(StatusRuntimeException.class)
                    .hasMessage("PERMISSION_DENIED: " + self + " may not ask");
        } finally {
            channel.shutdownNow();
            server.shutdownNow().awaitTermination();
        }
    }

    @Test
    void message_aboveTheLimit_failsItsCallAndNoOther() throws Exception {
        Server server = sockets.serve(socket, List.of(new Registrations()));
        ManagedChannel channel = sockets.channel(socket);
        try {
            var stub = RegistrationGrpc.newBlockingStub(channel);
            RegisterRequest large = RegisterRequest.newBuilder().setResourceName("x".repeat(MAX_BYTES + 1)).build();
            assertThatThrownBy(() -> stub.register(large)).isInstanceOf(StatusRuntimeException.class)
                    .hasMessageContaining("RESOURCE_EXHAUSTED");
            assertThat(stub.register(RegisterRequest.newBuilder().setResourceName("a/b").build()))
                    .isEqualTo(Empty.getDefaultInstance());
        } finally {
            channel.shutdownNow();
            server.shutdownNow().awaitTermination();
        }
    }

    @Test
    void path_ofASocket_mayHave107Bytes() {
        assertThat(GrpcSockets.isShortEnough(Path.of("/" + "x".repeat(106)))).isTrue();
        assertThat(GrpcSockets.isShortEnough(Path.of("/" + "x".repeat(107)))).isFalse();
    }
}
