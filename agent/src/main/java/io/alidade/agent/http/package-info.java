/// HTTP/1.1 on a socket, as little of it as the agent needs: one request a connection, bodies of known length.
///
/// In: bytes from whoever connects. Out: [HttpRequest]s for one handler. Everything is bounded: the head, the body, the time
/// of a request, and how many are served at once.
@NullMarked
package io.alidade.agent.http;

import org.jspecify.annotations.NullMarked;
