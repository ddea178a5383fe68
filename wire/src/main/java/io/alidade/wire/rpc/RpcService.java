package io.alidade.wire.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;

/// Answers calls. One is asked at a time, in the order in which they came.
@FunctionalInterface
public interface RpcService {
    /// The answer to one call.
    ///
    /// @param service the full name of the service, `nri.pkg.api.v1alpha1.Plugin`
    /// @param payload the request, serialized
    /// @throws RpcFailure if that is the answer; [RpcFailure#UNIMPLEMENTED] for a method that is not there
    /// @throws InvalidProtocolBufferException if the payload is not what the method takes
    MessageLite answer(String service, String method, ByteString payload)
            throws RpcFailure, InvalidProtocolBufferException;
}
