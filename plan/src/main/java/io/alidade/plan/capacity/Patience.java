package io.alidade.plan.capacity;

/// Who waits for something long: is told how far it is, and may have enough of it. Called by several threads.
public interface Patience {
    /// Waits for ever and wants to know nothing.
    Patience ENDLESS = new Patience() {
        @Override
        public boolean lasts() {
            return true;
        }

        @Override
        public void at(long done, long all) {}
    };

    /// False as soon as what is known so far is to be the answer.
    boolean lasts();

    /// So many of so many pieces of about the same size are done.
    void at(long done, long all);
}
