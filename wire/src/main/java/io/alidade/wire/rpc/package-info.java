/// ttrpc as NRI speaks it: two connections over one Unix socket, each end calling on one of them and serving on the other.
///
/// Layers, from below: [io.alidade.wire.rpc.Chunks] cuts bytes into numbered chunks and puts them together again,
/// [io.alidade.wire.rpc.FrameAssembler] finds the frames in the bytes of one connection, and
/// [io.alidade.wire.rpc.TtrpcSocket] carries calls and answers. Only unary calls; that is all NRI has.
@NullMarked
package io.alidade.wire.rpc;

import org.jspecify.annotations.NullMarked;
