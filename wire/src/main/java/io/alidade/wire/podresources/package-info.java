/// The kubelet's podresources API (device-manager 12): messages and services, generated from `podresources.proto`.
@NullMarked
package io.alidade.wire.podresources;

import org.jspecify.annotations.NullMarked;
