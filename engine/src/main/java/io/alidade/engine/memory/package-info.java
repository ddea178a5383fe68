/// The Memory Manager: memory and hugepages of Guaranteed pods on NUMA nodes, single or in groups (`spec` memory-manager).
@NullMarked
package io.alidade.engine.memory;

import org.jspecify.annotations.NullMarked;
