/// Alidade beside the real thing: kubelets and a container runtime in namespaces of their own, on machines that are only
/// described (`e2e/standalone-kubelet`), with the programs that `e2e/peers` builds.
@NullMarked
package io.alidade.e2e;

import org.jspecify.annotations.NullMarked;
