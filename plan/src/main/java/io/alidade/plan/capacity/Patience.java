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

    /// So many of so many pieces of about the same size are done; 0 of all if that is not known. What is looked for after all
    /// of them comes on top.
    void at(long done, long all);

    /// The same for a piece of work that is part of a longer one.
    ///
    /// @param before pieces that were done before it
    /// @param all    pieces of the whole
    default Patience within(long before, long all) {
        Patience whole = this;
        return new Patience() {
            @Override
            public boolean lasts() {
                return whole.lasts();
            }

            @Override
            public void at(long done, long ofPart) {
                whole.at(before + done, all);
            }
        };
    }
}
