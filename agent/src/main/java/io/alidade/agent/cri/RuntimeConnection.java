package io.alidade.agent.cri;

import io.alidade.agent.log.AgentLog;
import io.alidade.agent.settings.RuntimeEndpoint;
import io.alidade.kube.document.Value;
import io.alidade.wire.cri.CgroupDriver;
import io.alidade.wire.cri.ImageServiceGrpc;
import io.alidade.wire.cri.ImageServiceGrpc.ImageServiceBlockingStub;
import io.alidade.wire.cri.RuntimeConfigRequest;
import io.alidade.wire.cri.RuntimeServiceGrpc;
import io.alidade.wire.cri.RuntimeServiceGrpc.RuntimeServiceBlockingStub;
import io.alidade.wire.cri.RuntimeServiceGrpc.RuntimeServiceStub;
import io.alidade.wire.cri.VersionRequest;
import io.alidade.wire.cri.VersionResponse;
import io.alidade.wire.socket.GrpcSockets;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// The socket of a runtime: whether it answers, and calls that wait until it does. For any thread; the calls block, and belong
/// on virtual threads.
final class RuntimeConnection implements AutoCloseable {
    /// Of calls that ask or tell, and start nothing.
    static final Duration QUICK = Duration.ofSeconds(10);
    /// Of calls that start or end something, as a kubelet has it.
    static final Duration LONG = Duration.ofMinutes(2);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final int MAX_LOST_ANSWERS = 3;

    private final RuntimeEndpoint endpoint;
    private final ManagedChannel channel;
    private final RuntimeServiceBlockingStub service;
    private final ImageServiceBlockingStub images;
    private final AgentLog log;
    private boolean answers;
    private boolean told;
    private Optional<CgroupDriver> driver = Optional.empty();
    private volatile boolean closed;

    RuntimeConnection(RuntimeEndpoint endpoint, GrpcSockets sockets, AgentLog log) {
        this.endpoint = endpoint;
        this.channel = sockets.channel(endpoint.socket());
        this.service = RuntimeServiceGrpc.newBlockingStub(channel);
        this.images = ImageServiceGrpc.newBlockingStub(channel);
        this.log = log;
    }

    RuntimeServiceBlockingStub within(Duration limit) {
        return service.withDeadlineAfter(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    ImageServiceBlockingStub images(Duration limit) {
        return images.withDeadlineAfter(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// For calls without end.
    RuntimeServiceStub streams() {
        return RuntimeServiceGrpc.newStub(channel);
    }

    boolean isClosed() {
        return closed;
    }

    /// How the runtime makes cgroups; nothing if it does not tell, or has never answered.
    synchronized Optional<CgroupDriver> cgroupDriver() {
        return driver;
    }

    /// Asks whether it answers, and says so when that has changed.
    boolean check() {
        channel.resetConnectBackoff();
        try {
            VersionResponse version = within(QUICK).version(VersionRequest.getDefaultInstance());
            Optional<CgroupDriver> found = askDriver();
            up(version, found);
            return true;
        } catch (StatusRuntimeException failure) {
            down(failure);
            return false;
        }
    }

    private Optional<CgroupDriver> askDriver() {
        try {
            return Optional.of(within(QUICK).runtimeConfig(RuntimeConfigRequest.getDefaultInstance()).getLinux()
                    .getCgroupDriver());
        } catch (StatusRuntimeException _) {
            // Older runtimes do not know the call.
            return Optional.empty();
        }
    }

    private synchronized void up(VersionResponse version, Optional<CgroupDriver> found) {
        driver = found;
        if (!answers) {
            answers = true;
            told = false;
            log.info("runtime-connected", Value.mapping().with("endpoint", endpoint.toString())
                    .with("runtime", version.getRuntimeName()).with("version", version.getRuntimeVersion()));
        }
        notifyAll();
    }

    private synchronized void down(StatusRuntimeException failure) {
        answers = false;
        if (!told && !closed) {
            told = true;
            log.warn("runtime-gone", Value.mapping().with("endpoint", endpoint.toString())
                    .with("problem", words(failure))
                    .with("consequence", "containers run on; starts and ends wait until it answers"));
        }
    }

    /// What a runtime said, for people.
    static String words(StatusRuntimeException failure) {
        Status status = failure.getStatus();
        String said = status.getDescription() == null ? status.getCode().toString() : status.getDescription();
        Throwable cause = status.getCause();
        return cause == null || cause.getMessage() == null ? said : said + ": " + cause.getMessage();
    }

    /// Whether nobody answered.
    static boolean isNoAnswer(StatusRuntimeException failure) {
        return switch (failure.getStatus().getCode()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED -> true;
            default -> false;
        };
    }

    private synchronized void awaitUp() throws InterruptedException {
        while (!answers) {
            requireOpen();
            wait();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new CancellationException("the agent ends");
        }
    }

    /// Makes calls until they are answered: again each time when nobody answers, after it is known that the runtime does. A
    /// runtime that answers others and not these is given up.
    ///
    /// @param calls can be made again whatever became of them
    <T> T answered(Supplier<T> calls) throws InterruptedException {
        int lost = 0;
        while (true) {
            awaitUp();
            try {
                return calls.get();
            } catch (StatusRuntimeException failure) {
                requireOpen();
                if (!isNoAnswer(failure)) {
                    throw failure;
                }
                lost = check() ? lost + 1 : 0;
                if (lost == MAX_LOST_ANSWERS) {
                    throw failure;
                }
                Thread.sleep(pause(lost));
            }
        }
    }

    /// How long to wait before something is tried once more.
    static Duration pause(int failures) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, 10));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    @Override
    public void close() {
        closed = true;
        synchronized (this) {
            notifyAll();
        }
        channel.shutdownNow();
    }
}
