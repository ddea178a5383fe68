/// The kubelet of this node, as others may ask it.
@NullMarked
package io.alidade.agent.kubelet;

import org.jspecify.annotations.NullMarked;
