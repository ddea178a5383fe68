/// The four Topology Manager policies and their options (`spec` topology-manager 4, 5, 8).
@NullMarked
package io.alidade.engine.policy;

import org.jspecify.annotations.NullMarked;
