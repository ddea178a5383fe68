package io.alidade.wire.socket;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The answer of a call that has one, as a future.
public final class Answers {
    private Answers() {}

    /// Makes a call. The future fails as the call does.
    ///
    /// @param call takes the observer of the answer
    public static <T> CompletableFuture<T> of(Consumer<StreamObserver<T>> call) {
        CompletableFuture<T> future = new CompletableFuture<>();
        call.accept(new StreamObserver<T>() {
            private @Nullable T answer;

            @Override
            public void onNext(T value) {
                answer = value;
            }

            @Override
            public void onError(Throwable failure) {
                future.completeExceptionally(failure);
            }

            @Override
            public void onCompleted() {
                if (answer == null) {
                    onError(Status.INTERNAL.withDescription("the call has no answer").asRuntimeException());
                } else {
                    future.complete(answer);
                }
            }
        });
        return future;
    }
}
