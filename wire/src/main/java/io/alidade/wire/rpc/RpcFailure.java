package io.alidade.wire.rpc;

/// A call was answered with a status that is no success, or could not be made. Codes are those of gRPC.
public final class RpcFailure extends Exception {
    /// The code of what has no name.
    public static final int UNKNOWN = 2;
    /// The request is not what the method takes.
    public static final int INVALID_ARGUMENT = 3;
    /// No answer came in time.
    public static final int DEADLINE_EXCEEDED = 4;
    /// There is no such method.
    public static final int UNIMPLEMENTED = 12;
    /// The socket has ended.
    public static final int UNAVAILABLE = 14;

    private static final long serialVersionUID = 1L;

    private final int code;

    public RpcFailure(int code, String message) {
        super(message);
        this.code = code;
    }

    /// Which kind of failure, as gRPC numbers them.
    public int code() {
        return code;
    }
}
