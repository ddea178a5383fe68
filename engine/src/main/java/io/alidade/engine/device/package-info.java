/// The Device Manager: the devices that plugins report, hints from their NUMA nodes, and which devices a container gets
/// (`spec` device-manager).
@NullMarked
package io.alidade.engine.device;

import org.jspecify.annotations.NullMarked;
