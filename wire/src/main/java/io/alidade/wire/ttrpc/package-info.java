/// The envelopes of ttrpc, generated from `ttrpc.proto`.
@NullMarked
package io.alidade.wire.ttrpc;

import org.jspecify.annotations.NullMarked;
