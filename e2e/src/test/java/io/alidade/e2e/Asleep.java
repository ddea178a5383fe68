package io.alidade.e2e;

/// A program that does nothing, for as long as one likes: its heap is what matters.
final class Asleep {
    private Asleep() {}

    public static void main(String[] arguments) throws InterruptedException {
        Thread.currentThread().join();
    }
}
