/// gRPC over Unix sockets, both ways, without a native library.
///
/// In: services to be served, or the path of a socket to be called. Out: gRPC's own servers and channels. What is sent over
/// them is bounded in size here; time limits are given with each call.
@NullMarked
package io.alidade.wire.socket;

import org.jspecify.annotations.NullMarked;
