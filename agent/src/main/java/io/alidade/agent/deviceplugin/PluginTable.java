package io.alidade.agent.deviceplugin;

import io.alidade.agent.decision.NodeDesk;
import io.alidade.agent.decision.PluginCalls;
import io.alidade.agent.decision.PluginFailure;
import io.alidade.agent.log.AgentLog;
import io.alidade.agent.settings.Profile;
import io.alidade.engine.device.Device;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.document.Value;
import io.alidade.wire.deviceplugin.DevicePluginOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/// The plugins of a node, by resource. Everything here runs on the decision thread.
///
/// In the profile `exact`, kubelets before 1.37 are followed in what they do when a plugin registers again before its old
/// stream has ended: the old stream goes on telling devices, and when it ends, the new plugin is cut off and its devices are
/// unhealthy until it registers once more (device-manager 3.3). Otherwise the newest registration is the plugin, and what
/// comes from older ones counts for nothing.
final class PluginTable implements PluginCalls {
    /// More resources than any node has.
    private static final int MAX_RESOURCES = 1_000;

    private final NodeDesk desk;
    private final KubeletVersion version;
    private final Profile profile;
    private final PluginTimes times;
    private final InstantSource clock;
    private final AgentLog log;
    private final Executor thread;
    private final PluginMeter meter;
    private final Map<String, Endpoint> endpoints = new TreeMap<>();
    private final Set<PluginConnection> connected = new HashSet<>();
    private volatile Map<String, Optional<Instant>> gone = Map.of();

    PluginTable(NodeDesk desk, KubeletVersion version, Profile profile, PluginTimes times, InstantSource clock,
            AgentLog log, Executor thread, PluginMeter meter) {
        this.desk = desk;
        this.version = version;
        this.profile = profile;
        this.times = times;
        this.clock = clock;
        this.log = log;
        this.thread = thread;
        this.meter = meter;
    }

    /// Takes in the resources of a checkpoint; their plugins have the usual time to come back.
    void known(Iterable<String> resources) {
        resources.forEach(resource -> {
            put(resource, Endpoint.known(clock.instant()));
            meter.connected(resource, false);
        });
    }

    private void put(String resource, Endpoint endpoint) {
        endpoints.put(resource, endpoint);
        tell();
    }

    private void tell() {
        Map<String, Optional<Instant>> now = new TreeMap<>();
        endpoints.forEach((resource, endpoint) -> now.put(resource, endpoint.stopped()));
        gone = Collections.unmodifiableMap(now);
    }

    /// All plugins, by resource, with the moment since which they are gone, if they are. For any thread.
    Map<String, Optional<Instant>> gone() {
        return gone;
    }

    /// A plugin has registered and is connected.
    ///
    /// @throws PluginFailure if it cannot be taken
    void register(String resource, PluginConnection connection, DevicePluginOptions options) {
        if (!endpoints.containsKey(resource) && endpoints.size() >= MAX_RESOURCES) {
            throw new PluginFailure("there are " + MAX_RESOURCES + " resources already");
        }
        if (!profile.heedsNewestPlugin() && version.tellsPluginConnectionsApart()
                && connected.stream().anyMatch(other -> other.socket().equals(connection.socket()))) {
            throw new PluginFailure("device plugin already connected: " + connection.socket());
        }
        Endpoint before = endpoints.get(resource);
        put(resource, new Endpoint(Optional.of(connection), options, Optional.empty(),
                before == null ? DeviceList.NONE : before.last()));
        connected.add(connection);
        if (profile.heedsNewestPlugin() && before != null) {
            before.connection().ifPresent(PluginConnection::close);
        }
        log.info("plugin-registered",
                Value.mapping().with("resource", resource).with("socket", connection.socket().toString()));
        connection.watch(new Stream(resource, connection));
    }

    /// What comes from one plugin, brought to the decision thread.
    private final class Stream implements PluginConnection.Listener {
        private final String resource;
        private final PluginConnection connection;

        Stream(String resource, PluginConnection connection) {
            this.resource = resource;
            this.connection = connection;
        }

        @Override
        public void told(DeviceList list, Runnable taken) {
            send(() -> {
                try {
                    if (counts(resource, connection)) {
                        take(resource, list);
                    }
                } finally {
                    taken.run();
                }
            });
        }

        @Override
        public void ended(String why) {
            send(() -> disconnected(resource, connection, why));
        }

        private void send(Runnable step) {
            try {
                thread.execute(step);
            } catch (RejectedExecutionException _) {
                // The agent ends: the plugin registers again when there is an agent to talk to.
                connection.close();
            }
        }
    }

    private boolean isNewest(String resource, PluginConnection connection) {
        Endpoint endpoint = endpoints.get(resource);
        return endpoint != null && endpoint.connection().filter(connection::equals).isPresent();
    }

    private boolean counts(String resource, PluginConnection connection) {
        return endpoints.containsKey(resource)
                && (isNewest(resource, connection) || (!profile.heedsNewestPlugin() && connected.contains(connection)));
    }

    private void take(String resource, DeviceList list) {
        Endpoint before = endpoints.get(resource);
        if (before == null) {
            return;
        }
        endpoints.put(resource, before.told(list));
        meter.connected(resource, true);
        if (!before.last().equals(list)) {
            log.info("plugin-devices", Value.mapping().with("resource", resource).with("devices", list.capacity())
                    .with("healthy", list.devices().stream().filter(Device::healthy).count()));
        }
        desk.devicesReported(resource, list.devices(), list.capacity());
    }

    private void disconnected(String resource, PluginConnection connection, String why) {
        boolean newest = isNewest(resource, connection);
        connection.close();
        connected.remove(connection);
        boolean cutsOff = !profile.heedsNewestPlugin() && !version.tellsPluginConnectionsApart()
                && endpoints.containsKey(resource);
        if (newest || cutsOff) {
            Endpoint endpoint = endpoints.getOrDefault(resource, Endpoint.known(clock.instant()));
            endpoint.connection().ifPresent(PluginConnection::close);
            put(resource, endpoint.stopped(clock.instant()));
            meter.connected(resource, false);
            log.warn("plugin-gone", Value.mapping().with("resource", resource).with("why", why));
            desk.pluginGone(resource, endpoint.last().capacity());
        }
    }

    /// Forgets the resources of plugins that have been gone for longer than their grace (device-manager 4.3).
    void forgetLost() {
        Instant now = clock.instant();
        List<String> lost = new ArrayList<>();
        endpoints.forEach((resource, endpoint) -> endpoint.stopped()
                .filter(since -> since.plus(times.grace()).isBefore(now)).ifPresent(_ -> lost.add(resource)));
        for (String resource : lost) {
            endpoints.remove(resource);
            tell();
            log.warn("plugin-forgotten", Value.mapping().with("resource", resource));
            desk.pluginForgotten(resource);
        }
    }

    void closeAll() {
        endpoints.values().forEach(endpoint -> endpoint.connection().ifPresent(PluginConnection::close));
    }

    @Override
    public boolean prefers(String resource) {
        Endpoint endpoint = endpoints.get(resource);
        return endpoint != null && endpoint.options().getGetPreferredAllocationAvailable();
    }

    @Override
    public CompletableFuture<List<String>> preferred(Question question) {
        return call(question.resource(), connection -> connection.preferred(question));
    }

    @Override
    public CompletableFuture<String> allocate(String resource, List<String> ids) {
        if (!endpoints.containsKey(resource)) {
            return CompletableFuture.failedFuture(new PluginFailure("unknown Device Plugin " + resource));
        }
        Instant begun = clock.instant();
        return call(resource, connection -> connection.allocate(ids))
                .whenComplete((_, _) -> meter.allocation(resource, Duration.between(begun, clock.instant())));
    }

    @Override
    public CompletableFuture<Boolean> preStart(String podUid, String container, String resource, List<String> ids) {
        Endpoint endpoint = endpoints.get(resource);
        if (endpoint == null) {
            return ids.isEmpty() ? CompletableFuture.completedFuture(false) : CompletableFuture.failedFuture(
                    new PluginFailure("endpoint not found in cache for a registered resource: " + resource));
        }
        if (!endpoint.options().getPreStartRequired()) {
            return CompletableFuture.completedFuture(false);
        }
        if (ids.isEmpty()) {
            return CompletableFuture.failedFuture(new PluginFailure("no devices found allocated in local cache for pod "
                    + podUid + ", container " + container + ", resource " + resource));
        }
        if (isStopped(endpoint)) {
            return CompletableFuture.failedFuture(
                    new PluginFailure(PluginConnection.PRE_START_FAILED + stopped(resource).getMessage()));
        }
        return call(resource, connection -> connection.preStart(ids));
    }

    private static boolean isStopped(Endpoint endpoint) {
        return endpoint.stopped().isPresent() || endpoint.connection().isEmpty();
    }

    private static PluginFailure stopped(String resource) {
        return new PluginFailure("endpoint of " + resource + " has been stopped");
    }

    private <T> CompletableFuture<T> call(String resource, Function<PluginConnection, CompletableFuture<T>> call) {
        Endpoint endpoint = endpoints.get(resource);
        if (endpoint == null) {
            return CompletableFuture.failedFuture(new PluginFailure("unknown Device Plugin " + resource));
        }
        return isStopped(endpoint) ? CompletableFuture.failedFuture(stopped(resource))
                : call.apply(endpoint.connection().orElseThrow());
    }
}
