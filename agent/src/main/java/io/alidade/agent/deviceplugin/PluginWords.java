package io.alidade.agent.deviceplugin;

import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;

/// Errors of calls in the words of the kubelet, whose gRPC prints them so.
final class PluginWords {
    private PluginWords() {}

    /// `rpc error: code = Unknown desc = no such device`.
    static String error(Throwable failure) {
        Status status = switch (failure) {
            case StatusRuntimeException known -> known.getStatus();
            case StatusException known -> known.getStatus();
            default -> Status.fromThrowable(failure);
        };
        return "rpc error: code = " + code(status.getCode()) + " desc = " + description(status);
    }

    private static String description(Status status) {
        if (status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
            return "context deadline exceeded";
        }
        String description = status.getDescription();
        return description == null ? "" : description;
    }

    private static String code(Status.Code code) {
        return switch (code) {
            case OK -> "OK";
            case CANCELLED -> "Canceled";
            case UNKNOWN -> "Unknown";
            case INVALID_ARGUMENT -> "InvalidArgument";
            case DEADLINE_EXCEEDED -> "DeadlineExceeded";
            case NOT_FOUND -> "NotFound";
            case ALREADY_EXISTS -> "AlreadyExists";
            case PERMISSION_DENIED -> "PermissionDenied";
            case RESOURCE_EXHAUSTED -> "ResourceExhausted";
            case FAILED_PRECONDITION -> "FailedPrecondition";
            case ABORTED -> "Aborted";
            case OUT_OF_RANGE -> "OutOfRange";
            case UNIMPLEMENTED -> "Unimplemented";
            case INTERNAL -> "Internal";
            case UNAVAILABLE -> "Unavailable";
            case DATA_LOSS -> "DataLoss";
            case UNAUTHENTICATED -> "Unauthenticated";
        };
    }
}
