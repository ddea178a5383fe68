package io.alidade.agent.runtime;

import java.util.Optional;

/// Which namespaces of this machine the containers of a pod share: `hostNetwork`, `hostPID`, `hostIPC`, as far as the pod says.
public record HostNamespaces(Optional<Boolean> network, Optional<Boolean> pid, Optional<Boolean> ipc) {}
