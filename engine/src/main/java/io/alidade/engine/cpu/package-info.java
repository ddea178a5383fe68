/// The CPU Manager: which containers get exclusive CPUs, which CPUs, and the shared pool (`spec` cpu-manager).
@NullMarked
package io.alidade.engine.cpu;

import org.jspecify.annotations.NullMarked;
