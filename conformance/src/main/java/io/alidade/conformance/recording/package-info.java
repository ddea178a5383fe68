/// Recorded scenarios as they stand in a file: lines, the kubelet version, and the node that a scenario begins with.
@NullMarked
package io.alidade.conformance.recording;

import org.jspecify.annotations.NullMarked;
